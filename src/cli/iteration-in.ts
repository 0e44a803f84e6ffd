import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { jointExpectations } from '../core/joint-grading.ts';
import type { Graded } from '../core/referee/flips.ts';
import type { ViewedReproduction } from '../core/run-view.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Proposal } from '../core/schema/proposal.ts';
import type { Row } from '../core/schema/row.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { isForeign } from '../store/foreign.ts';
import { type ReadTrial, readTrials } from '../store/foreign-trials.ts';
import { iterationOf, type Workspace } from '../store/layout.ts';
import { readRecord, readText } from '../store/records.ts';
import { parseRows } from '../store/results.ts';
import { readRunState } from '../store/run-state.ts';
import { readReproductions } from '../store/run-view/reproductions.ts';
import type { Shell } from './shell.ts';

/** What is known of one iteration, ours or another tool's. What another tool does not keep is null. */
export interface Inspected {
  readonly workspace: Workspace;
  readonly number: number;
  readonly run: RunRecord | null;
  /** null while it is not decided. */
  readonly row: Row | null;
  readonly proposal: Proposal | null;
  readonly decision: Decision | null;
  readonly trials: readonly ReadTrial[];
  /** Trials of the incumbent that it had to beat; none for the baseline. */
  readonly incumbentTrials: readonly ReadTrial[];
  /** What came out whenever it was measured again. */
  readonly reproductions: readonly ViewedReproduction[];
}

type Records = Pick<Inspected, 'run' | 'row' | 'proposal' | 'decision'> & { readonly incumbent: number | null };

/** Reads an iteration and says on standard error what of its files is wrong. A UserError `usage` when there is none. */
export async function readIterationIn(shell: Shell, workspace: Workspace, number: number): Promise<Inspected> {
  const foreign = await isForeign(workspace);
  const { incumbent, ...records } = await (foreign ? foreignRecords : ourRecords)(workspace, number);
  const trials = await readTrials(workspace, number);
  const incumbentTrials = incumbent === null ? [] : await readTrials(workspace, incumbent);
  const { reproductions, problems: ofReproductions } = readReproductions(workspace);
  for (const { path, message } of [...trials.flatMap(({ problems }) => problems), ...ofReproductions]) {
    shell.report(`warning: ${path} ${message}`);
  }
  const own = reproductions.filter(({ iteration }) => iteration === number);
  return { workspace, number, ...records, trials, incumbentTrials, reproductions: own };
}

async function ourRecords(workspace: Workspace, number: number): Promise<Records> {
  const { run, iterations } = await readRunState(workspace);
  const iteration = iterations[number];
  if (iteration === undefined) throw noIteration(number, iterations.length);
  const { proposal, decision } = iteration;
  return { run, row: decision?.row ?? null, proposal, decision, incumbent: iterationOf(proposal?.parent ?? '') };
}

async function foreignRecords(workspace: Workspace, number: number): Promise<Records> {
  const { rows } = parseRows((await readText(workspace.results)) ?? '');
  const row = rows.find(({ iteration }) => iteration === number);
  if (row === undefined) throw noIteration(number, rows.length);
  const incumbent = rows.findLast(({ iteration, action }) => iteration < number && action !== 'reverted');
  return { run: null, row, proposal: null, decision: null, incumbent: incumbent?.iteration ?? null };
}

function noIteration(number: number, count: number): UserError {
  return new UserError('usage', `There is no iteration ${number}.`, {
    hint: count === 0 ? 'Nothing was decided yet.' : `There are 0 to ${count - 1}; see \`skillratchet log\`.`,
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

/** A JSON file of an iteration as it stands; null where there is none. */
export function readJson(path: string): Promise<unknown> {
  return readRecord(path, z.unknown());
}

/** `metrics.json`, or what can be said without it. */
export async function metricsOf({ workspace, number, row, trials }: Inspected): Promise<unknown> {
  const stored = await readJson(workspace.iteration(number).metrics);
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
