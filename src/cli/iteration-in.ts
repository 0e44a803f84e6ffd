import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { jointExpectations } from '../core/joint-grading.ts';
import type { Graded } from '../core/referee/flips.ts';
import type { ViewedReproduction } from '../core/run-view.ts';
import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import { type Proposal, proposalSchema } from '../core/schema/proposal.ts';
import type { Row } from '../core/schema/row.ts';
import { type RunRecord, runRecordSchema } from '../core/schema/run.ts';
import { exists } from '../platform/exists.ts';
import { isForeign } from '../store/foreign.ts';
import { type ReadTrial, readTrials } from '../store/foreign-trials.ts';
import { iterationOf, type Workspace } from '../store/layout.ts';
import { type Decided, incumbentAfter } from '../store/run-state.ts';
import { decisionIn, viewedDecisions } from '../store/run-view/decisions.ts';
import { type Door, openDoor } from '../store/run-view/door.ts';
import { viewedReproductions } from '../store/run-view/reproductions.ts';
import type { Warn } from './warn-once.ts';

/** What is known of one iteration, ours or another tool's. What another tool does not keep is null. */
export interface Inspected {
  readonly workspace: Workspace;
  /** The way to its files, which says what cannot be read. */
  readonly door: Door;
  readonly number: number;
  readonly run: RunRecord | null;
  /** null while it is not decided. */
  readonly row: Row | null;
  readonly proposal: Proposal | null;
  readonly decision: Decision | null;
  /** Every decision of the run. */
  readonly decided: readonly Decided[];
  readonly trials: readonly ReadTrial[];
  /** Trials of the incumbent that it had to beat; none for the baseline. */
  readonly incumbentTrials: readonly ReadTrial[];
  /** What came out whenever it was measured again. */
  readonly reproductions: readonly ViewedReproduction[];
}

/** Reads what can be read of an iteration; `warn` is told what cannot. A UserError `usage` when there is none. */
export async function readIterationIn(warn: Warn, workspace: Workspace, number: number): Promise<Inspected> {
  const door = openDoor(workspace.root, warn);
  const source = { door, foreign: await isForeign(workspace) };
  const decided = viewedDecisions(source);
  const row = decided.find(({ iteration }) => iteration === number)?.row ?? null;
  if (row === null && !(await exists(workspace.iteration(number).dir))) throw noIteration(number, decided);
  const run = door.record('run.json', runRecordSchema);
  const proposal = door.record(`iteration-${number}/proposal.json`, proposalSchema);
  const decision = decisionIn(source, { number, row }, decisionSchema);
  const incumbent = incumbentOf(number, proposal, decided);
  const trials = await readTrials(workspace, number);
  const incumbentTrials = incumbent === null ? [] : await readTrials(workspace, incumbent);
  for (const problem of trials.flatMap(({ problems }) => problems)) warn(problem);
  const reproductions = viewedReproductions(door).filter(({ iteration }) => iteration === number);
  return { workspace, door, number, run, row, proposal, decision, decided, trials, incumbentTrials, reproductions };
}

/** The iteration that a candidate had to beat: its parent, or the one kept before it where it does not say; null for the baseline. */
function incumbentOf(number: number, proposal: Proposal | null, decided: readonly Decided[]): number | null {
  const before = decided.filter(({ iteration }) => iteration < number);
  return number === 0 ? null : iterationOf(proposal?.parent ?? incumbentAfter(before) ?? '');
}

function noIteration(number: number, decided: readonly Decided[]): UserError {
  const last = decided.at(-1);
  return new UserError('usage', `There is no iteration ${number}.`, {
    hint:
      last === undefined
        ? 'Nothing was decided yet.'
        : `There are ${decided[0]?.iteration} to ${last.iteration}; see \`skillratchet log\`.`,
  });
}

/** The trials of each eval, in their order. */
export function byEval(trials: readonly ReadTrial[]): ReadonlyMap<string, readonly ReadTrial[]> {
  const ids = [...new Set(trials.map(({ evalId }) => evalId))];
  return new Map(ids.map((id) => [id, trials.filter(({ evalId }) => evalId === id)]));
}

/** What the trials of each eval gave, taken together; evals of which a trial has no score are absent. */
export function gradingsOf(trials: readonly ReadTrial[]): ReadonlyMap<string, Graded> {
  const evals = [...byEval(trials)].flatMap(([evalId, ofEval]) => {
    const gradings = ofEval.flatMap(({ grading }) => grading ?? []);
    const expectations = jointExpectations(gradings.map((grading) => grading.expectations));
    return gradings.length < ofEval.length ? [] : [[evalId, { expectations }] as const];
  });
  return new Map(evals);
}

/** A JSON file of an iteration as it stands; null where there is none that can be read. */
export function readJson({ door, number }: Inspected, name: string): unknown {
  return door.record(`iteration-${number}/${name}`, z.unknown());
}

/** `metrics.json`, or what can be said without it. */
export function metricsOf(inspected: Inspected): unknown {
  const { row, trials } = inspected;
  const stored = readJson(inspected, 'metrics.json');
  if (stored !== null) return stored;
  const rates = [...byEval(trials)].map(([evalId, ofEval]) => [evalId, countsOf(ofEval)?.rate ?? null]);
  const score = row === null || row.score === '' ? null : Number(row.score);
  return { score, pass_rates: Object.fromEntries(rates) };
}

/** Passed and total expectations of all trials of an eval together; null where one of them has no score. */
export function countsOf(trials: readonly Pick<ReadTrial, 'grading'>[]) {
  const gradings = trials.flatMap(({ grading }) => grading ?? []);
  if (gradings.length === 0 || gradings.length < trials.length) return null;
  const items = gradings.flatMap(({ expectations }) => expectations);
  const passed = items.filter((item) => item.passed).length;
  return { passed, total: items.length, rate: passed / items.length };
}

/** The name of what is improved: the skill's, or the folder's. */
export function experimentOf({ run, workspace }: Inspected): string {
  return run?.skill.name ?? basename(workspace.root).replace(/-autoresearch$/, '');
}
