import { join } from 'node:path';
import { cellOf, cellsOf } from '../../core/cells.ts';
import { UserError } from '../../core/errors.ts';
import { groupedBy } from '../../core/grouped.ts';
import type { ViewedEval, ViewedExpectation, ViewedIteration } from '../../core/run-view.ts';
import { type Diagnostic, formatDiagnostic } from '../../core/schema/diagnostic.ts';
import { agentsIn, type RunRecord } from '../../core/schema/run.ts';
import type { EvalCase } from '../../core/schema/suite.ts';
import type { Door } from './door.ts';
import { viewText } from './text.ts';

/** How the evals of a skill are read: `readSuite` of the room that knows their format. */
export type SuiteReader = (
  root: string,
  options: { readonly allowMissingFiles: boolean },
) => Promise<{ readonly evals: readonly EvalCase[]; readonly problems: readonly Diagnostic[] }>;

const SUITE = 'v0/evals/evals.json';

/** The suite as v0 holds it, as far as it can be read. */
export async function storedSuite(root: string, door: Door, readSuite: SuiteReader): Promise<readonly EvalCase[]> {
  if (door.size(SUITE) === null) return [];
  try {
    const { evals, problems } = await readSuite(join(root, 'v0'), { allowMissingFiles: true });
    const errors = problems.filter(({ severity }) => severity === 'error');
    for (const problem of errors) door.note(SUITE, viewText(formatDiagnostic(problem)));
    return evals;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    door.note(SUITE, viewText(error.message));
    return [];
  }
}

interface Known {
  readonly suite: readonly EvalCase[];
  readonly run: RunRecord | null;
  readonly foreign: boolean;
  readonly iterations: readonly ViewedIteration[];
}

/** The evals of the suite, and those that were tried and stand in none. */
export function viewedEvals({ suite, run, foreign, iterations }: Known): readonly ViewedEval[] {
  const tried = groupedBy(
    iterations.flatMap(({ trials }) => trials),
    ({ eval_id }) => eval_id,
  );
  const texts = (id: string) => tried.get(id)?.find((trial) => trial.texts !== null)?.texts ?? [];
  const known = cellsOf(suite, run === null ? [] : agentsIn(run.config)).map((one): ViewedEval => {
    const split = run?.splits[cellOf(one.id).evalId] ?? one.split;
    // Which evals a run set apart only its record says.
    const isOpen = split !== 'test' && (run !== null || foreign);
    const told = isOpen ? one.expectations.map(ofSuite) : texts(one.id).map(ofGrading);
    return { id: one.id, split, weight: one.weight, sealed: split === 'test', expectations: told };
  });
  const ids = new Set(known.map(({ id }) => id));
  const others = [...tried.keys()].filter((id) => !ids.has(id)).sort(byNumber);
  return [...known, ...others.map((id) => strange(id, texts(id), run))];
}

function ofSuite({ text, check }: EvalCase['expectations'][number]): ViewedExpectation {
  return { text: viewText(text), check: check?.type ?? null };
}

function ofGrading(text: string): ViewedExpectation {
  return { text, check: null };
}

function strange(id: string, texts: readonly string[], run: RunRecord | null): ViewedEval {
  const split = run?.splits[cellOf(id).evalId] ?? null;
  return { id, split, weight: 1, sealed: split === 'test', expectations: texts.map(ofGrading) };
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
