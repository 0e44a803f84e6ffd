import { dirname } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import { type Proposal, proposalSchema } from '../core/schema/proposal.ts';
import { type RunRecord, runRecordSchema } from '../core/schema/run.ts';
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

export async function readRunState(workspace: Workspace): Promise<RunState> {
  const run = await readRecord(workspace.run, runRecordSchema);
  const iterations: IterationState[] = [];
  const count = await countIterations(workspace.root);
  for (let number = 0; number < count; number += 1) iterations.push(await readIteration(workspace, number));
  return { run, iterations };
}

/** The decided iterations, in order. */
export function decisionsOf(state: RunState): readonly Decision[] {
  return state.iterations.flatMap(({ decision }) => decision ?? []);
}

/** The incumbent's version: the last kept one, v0 before any; null before the baseline is decided. */
export function incumbentOf(state: RunState): string | null {
  const kept = decisionsOf(state).filter((decision) => decision.decision === 'keep');
  const last = kept.at(-1);
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
  const [proposal, decision, seal] = await Promise.all([
    readRecord(place.proposal, proposalSchema),
    readRecord(place.decision, decisionSchema),
    readText(place.seal),
  ]);
  if (seal !== null && decision === null) {
    throw new UserError('invalid_workspace', `${place.dir} is sealed, but has no decision.json.`, {
      hint: 'Restore it from a backup, or begin anew with --restart.',
    });
  }
  return { number, proposal, decision, sealed: seal !== null };
}

/** Number of iteration folders, counted from 0 without a gap. */
async function countIterations(root: string): Promise<number> {
  const names = new Set(await namesIn(root));
  let count = 0;
  while (names.has(`iteration-${count}`)) count += 1;
  return count;
}
