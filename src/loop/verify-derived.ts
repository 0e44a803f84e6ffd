import { relative } from 'node:path';
import { type Difference, valueDifferences } from '../core/difference.ts';
import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import { formatDiagnostic } from '../core/schema/diagnostic.ts';
import { manifestSchema } from '../core/schema/manifest.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { exists } from '../platform/exists.ts';
import { hashTree } from '../platform/tree.ts';
import { versionOf, type Workspace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { parseRows, stringifyRows } from '../store/results.ts';
import type { Findings } from '../store/verify-findings.ts';
import { verifyTree } from '../store/verify-tree.ts';
import { createTables } from './tables.ts';
import { verifyText } from './verify-text.ts';

export interface Decided {
  /** As they come out, from the baseline on. */
  readonly decisions: readonly Decision[];
  /** Iterations that are not closed yet; what belongs to them may be there already. */
  readonly open: readonly number[];
  /** Another process may be at work, so that what changes with every iteration is not looked at. */
  readonly moving: boolean;
}

/** `results.tsv` against the decisions: each cell, no row more and no row less. */
export async function verifyResults(
  workspace: Workspace,
  { decisions, open, moving }: Decided,
): Promise<readonly Difference[]> {
  const path = relative(workspace.root, workspace.results);
  const text = await readText(workspace.results);
  const rows = decisions.map(({ row }) => row);
  if (text === null) return rows.length === 0 ? [] : [{ kind: 'missing', path }];
  const stored = parseRows(text);
  const isGrowing = moving || open.length > 0;
  const compared = isGrowing ? stored.rows.slice(0, rows.length) : stored.rows;
  const differences: readonly Difference[] = [
    ...stored.problems.map((problem): Difference => ({ kind: 'invalid', path, message: formatDiagnostic(problem) })),
    ...valueDifferences(path, compared, rows).map(atLine),
  ];
  const wanted = stringifyRows(rows);
  const isSame = isGrowing ? text.startsWith(wanted) : text === wanted;
  return differences.length > 0 || isSame ? differences : [{ kind: 'changed', path }];
}

/** From the pointer `/2/score` to the place where a person looks: the header is line 1. */
function atLine(difference: Difference): Difference {
  const match = difference.kind === 'value' ? /^\/(\d+)(?:\/(.+))?$/.exec(difference.place) : null;
  if (difference.kind !== 'value' || match === null) return difference;
  const column = match[2] === undefined ? '' : ` ${match[2]}`;
  return { ...difference, place: `line ${Number(match[1]) + 2}${column}` };
}

/**
 * `leaderboard.csv` and `history.json` against the decisions and what they come from; while an iteration is open it may
 * stand in them already, or not be written yet.
 */
export async function verifyTables(
  workspace: Workspace,
  { decisions, open, moving, run }: Decided & { readonly run: RunRecord },
  findings: Findings,
): Promise<void> {
  if (decisions.length === 0 || moving) return;
  const [first] = open;
  const next = first === undefined ? null : await findings.read(workspace.iteration(first).decision, decisionSchema);
  const allowed = [decisions, ...(next === null ? [] : [[...decisions, next]])];
  const place = { root: workspace.root, findings };
  const tables = await Promise.all(allowed.map(createTables(workspace, run)));
  await verifyText(
    place,
    workspace.leaderboard,
    tables.map(({ leaderboard }) => leaderboard),
  );
  if (open.length > 0 && !(await exists(workspace.history))) return;
  await verifyText(
    place,
    workspace.history,
    tables.map(({ history }) => history),
  );
}

/** `best` and `candidate/` against the incumbent; while an iteration is open they may be its own. */
export async function verifyIncumbent(
  workspace: Workspace,
  { decisions, open, moving }: Decided,
  findings: Findings,
): Promise<void> {
  const kept = decisions.findLast(({ decision }) => decision === 'keep');
  if (kept === undefined || moving) return;
  const incumbent = versionOf(kept.iteration);
  const best = await findings.attempt(workspace.best, () => readText(workspace.best));
  const allowed = [incumbent, ...open.map(versionOf)];
  if (best === null) findings.add([{ kind: 'missing', path: 'best' }]);
  else if (!allowed.some((name) => best === `${name}\n`))
    findings.add(
      best.trim() === incumbent
        ? [{ kind: 'changed', path: 'best' }]
        : valueDifferences('best', best.trim(), incumbent),
    );
  const manifest = await findings.read(workspace.manifest(incumbent), manifestSchema);
  if (manifest === null) return;
  for (const number of open) if (await showsOpen(workspace, number)) return;
  const path = relative(workspace.root, workspace.candidate);
  findings.add(
    (await findings.attempt(workspace.candidate, () => verifyTree(workspace.root, path, manifest.entries))) ?? [],
  );
}

async function showsOpen(workspace: Workspace, open: number): Promise<boolean> {
  const { candidate } = workspace.iteration(open);
  if (!(await exists(candidate))) return false;
  const entries = await hashTree(candidate);
  const path = relative(workspace.root, workspace.candidate);
  return (await verifyTree(workspace.root, path, entries)).length === 0;
}
