import { relative } from 'node:path';
import { type Difference, type Verification, valueDifferences } from '../core/difference.ts';
import { formatDiagnostic } from '../core/schema/diagnostic.ts';
import type { Row } from '../core/schema/row.ts';
import { fraction, mean, toDecimal } from '../core/stats/fraction.ts';
import { exists } from '../platform/exists.ts';
import { foreignVersions } from './foreign.ts';
import { type ReadTrial, readTrials } from './foreign-trials.ts';
import { versionOf, type Workspace } from './layout.ts';
import { readText } from './records.ts';
import { parseRows } from './results.ts';

/**
 * Recomputes what can be recomputed of another tool's workspace: scores from gradings, best scores and actions from
 * scores, whether each kept iteration has its version. Reads only.
 */
export async function verifyForeign(workspace: Workspace): Promise<Verification> {
  const { rows, problems } = parseRows((await readText(workspace.results)) ?? '');
  const differences: Difference[] = problems.map((problem) => invalid('results.tsv', formatDiagnostic(problem)));
  const unverified: string[] = [];
  const counts = { iterations: 0, versions: 0, gradings: 0 };
  for (const [index, row] of rows.entries()) {
    const trials = await readTrials(workspace, row.iteration);
    const score = scoreOf(trials);
    const gradings = trials.filter(({ grading }) => grading !== null).length;
    differences.push(...trials.flatMap((trial) => problemsOf(workspace, trial)));
    differences.push(...(await missingVersion(workspace, row)));
    differences.push(...rowDifferences(row, rowAgain({ row, index, score, earlier: rows.slice(0, index) })));
    if (score === null) unverified.push(`the score of iteration ${row.iteration}: not every eval has a grading`);
    else counts.iterations += 1;
    counts.gradings += gradings;
  }
  const versions = await foreignVersions(workspace);
  if (versions.length > 0) unverified.push(`the contents of ${versions.join(', ')}: there are no manifests`);
  return { workspace: workspace.root, counts, differences, unverified, leftovers: [] };
}

function invalid(path: string, message: string): Difference {
  return { kind: 'invalid', path, message };
}

function problemsOf({ root }: Workspace, { problems }: ReadTrial): readonly Difference[] {
  return problems.map(({ path, message }) => invalid(relative(root, path), message));
}

/** The cell; null unless every eval has a grading that counts. */
function scoreOf(trials: readonly ReadTrial[]): string | null {
  const shares = trials.flatMap(({ grading }) =>
    grading === null
      ? []
      : [fraction(grading.expectations.filter(({ passed }) => passed).length, grading.expectations.length)],
  );
  return shares.length === 0 || shares.length < trials.length ? null : toDecimal(mean(shares));
}

async function missingVersion(workspace: Workspace, { iteration, action }: Row): Promise<readonly Difference[]> {
  const path = versionOf(iteration);
  const needed = action !== 'reverted' && !(await exists(workspace.version(path)));
  return needed ? [{ kind: 'missing', path }] : [];
}

interface RowParts {
  readonly row: Row;
  /** Position in the file, from 0. */
  readonly index: number;
  /** null when it cannot be recomputed. */
  readonly score: string | null;
  readonly earlier: readonly Row[];
}

/** The row as the rule "keep what is better than the best" makes it. */
function rowAgain({ row, index, score, earlier }: RowParts): Row {
  const cell = score ?? row.score;
  const best = earlier.filter(({ action }) => action !== 'reverted').map((one) => Number(one.score));
  const isBetter = cell !== '' && best.every((other) => Number(cell) > other);
  const highest = Math.max(...best, ...(isBetter ? [Number(cell)] : []));
  const action = index === 0 ? 'baseline' : isBetter ? 'kept' : 'reverted';
  return { ...row, iteration: index, score: cell, action, best_score: Number.isFinite(highest) ? String(highest) : '' };
}

function rowDifferences(row: Row, computed: Row): readonly Difference[] {
  return valueDifferences('results.tsv', row, computed).map((one) =>
    one.kind === 'value' ? { ...one, place: `iteration ${row.iteration} ${one.place.slice(1)}` } : one,
  );
}
