import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import { type Proposal, proposalSchema } from '../core/schema/proposal.ts';
import { type RunRecord, runRecordSchema } from '../core/schema/run.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { iterationOf, versionOf, type Workspace } from './layout.ts';
import { readRecord, readText } from './records.ts';

export interface IterationState {
  readonly number: number;
  readonly proposal: Proposal | null;
  readonly decision: Decision | null;
  /** Nothing of it may change any more. */
  readonly sealed: boolean;
}

/** Where a run stands, folded from what is on disk; there is no other memory, so that a resumed run is not a special case. */
export interface RunState {
  readonly run: RunRecord | null;
  /** Dense from 0; the last one may be open. */
  readonly iterations: readonly IterationState[];
}

/** Reads where a run stands; what an earlier look, `before`, found sealed is as it was and is not read again. */
export async function readRunState(
  workspace: Workspace,
  before: Pick<RunState, 'iterations'> = { iterations: [] },
): Promise<RunState> {
  const run = await readRecord(workspace.run, runRecordSchema);
  const iterations: IterationState[] = [];
  const count = await countIterations(workspace.root);
  for (let number = 0; number < count; number += 1) {
    const known = before.iterations[number];
    iterations.push(known?.sealed ? known : await readIteration(workspace, number));
  }
  return { run, iterations };
}

/** What a view of a run shows of a decision, which is a small part of it. */
export const decidedSchema = decisionSchema.pick({
  ...{ schema_version: true, iteration: true, decision: true, row: true },
  ...{ rule: true, numbers: true, best_after: true },
});
export type Decided = z.infer<typeof decidedSchema>;

/** The decided iterations, in order, and nothing else of a run. */
export async function readDecided(workspace: Workspace): Promise<readonly Decided[]> {
  const decided: Decided[] = [];
  const count = await countIterations(workspace.root);
  for (let number = 0; number < count; number += 1) {
    const decision = await decidedIn(workspace, number);
    if (decision !== null) decided.push(decision);
  }
  return decided;
}

async function decidedIn(workspace: Workspace, number: number): Promise<Decided | null> {
  const { decision, seal } = workspace.iteration(number);
  const decided = await readRecord(decision, decidedSchema);
  if (decided !== null || !(await exists(seal))) return decided;
  // Decided and sealed since that look, or damaged.
  return (await readIteration(workspace, number)).decision;
}

/** The decided iterations, in order. */
export function decisionsOf(state: RunState): readonly Decision[] {
  return state.iterations.flatMap(({ decision }) => decision ?? []);
}

/** The incumbent's version: the last kept one, v0 before any; null before the baseline is decided. */
export function incumbentOf(state: RunState): string | null {
  return incumbentAfter(decisionsOf(state));
}

/** As `incumbentOf`, from the decisions alone. */
export function incumbentAfter(decisions: readonly Pick<Decided, 'iteration' | 'decision'>[]): string | null {
  const last = decisions.findLast(({ decision }) => decision === 'keep');
  return last === undefined ? null : versionOf(last.iteration);
}

/** The versions that there are manifests of, v0 first. */
export async function versionsIn(workspace: Workspace): Promise<readonly string[]> {
  const names = await namesIn(dirname(workspace.manifest('v0')));
  const numbers = names.flatMap((name) => iterationOf(name.replace(/\.json$/, '')) ?? []);
  return numbers.sort((a, b) => a - b).map(versionOf);
}

async function readIteration(workspace: Workspace, number: number): Promise<IterationState> {
  const place = workspace.iteration(number);
  // It may be at work: what is written last is read first, so that a seal which is seen has its decision.
  const seal = await readText(place.seal);
  const decision = await readRecord(place.decision, decisionSchema);
  const proposal = await readRecord(place.proposal, proposalSchema);
  if (seal !== null && decision === null) {
    throw new UserError('invalid_workspace', `${place.dir} is sealed, but has no decision.json.`, {
      hint: 'Restore it from a backup, or begin anew with --restart.',
    });
  }
  return { number, proposal, decision, sealed: seal !== null };
}

/**
 * Number of iteration folders, counted from 0. A UserError where one is missing and later ones are there: whoever went on
 * from those before it would take a part of the climb for the whole.
 */
async function countIterations(root: string): Promise<number> {
  const names = (await namesIn(root)).filter((name) => /^iteration-(0|[1-9]\d*)$/.test(name));
  const there = new Set(names);
  const missing = names.findIndex((_, number) => !there.has(`iteration-${number}`));
  if (missing !== -1) throw incomplete(join(root, `iteration-${missing}`));
  return names.length;
}

/** Why nobody goes on with a run of which this is gone. */
export function incomplete(path: string): UserError {
  return new UserError('invalid_workspace', `${path} is missing, though later iterations are there.`, {
    hint: 'Restore it from a backup, or begin anew with --restart; the old workspace is kept.',
  });
}
