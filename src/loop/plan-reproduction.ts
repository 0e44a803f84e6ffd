import { UserError } from '../core/errors.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { TrialPlace, Workspace } from '../store/layout.ts';
import { iterationOf } from '../store/layout.ts';
import { incumbentOf, type RunState, readRunState } from '../store/run-state.ts';
import { checkSeal } from '../store/seal.ts';
import { checkSnapshot, readManifest } from '../store/snapshot.ts';
import { readTrial, trialPlaces } from '../store/trials.ts';

/** A closed iteration that can be measured again. */
export interface Reproducible {
  readonly iteration: number;
  readonly decision: Decision;
  /** The skill that it scored, and its hash. */
  readonly tree: string;
  readonly treeHash: string;
  /** Trials that its score rests on, by number and then by eval; of one without a score, all that have ended. */
  readonly trials: readonly RecordedTrial[];
}

export interface RecordedTrial {
  readonly evalCase: EvalCase;
  readonly place: TrialPlace;
  readonly record: TrialRecord;
}

interface Ground {
  readonly workspace: Workspace;
  readonly run: RunRecord;
  readonly evals: readonly EvalCase[];
}

/** The number of the iteration that `3`, `iteration-3`, `v3` or `best` means. A UserError `usage` when it means none. */
export async function iterationMeant(workspace: Workspace, name: string): Promise<number> {
  const number = /^(?:iteration-)?(\d+)$/.exec(name)?.[1];
  if (number !== undefined) return Number(number);
  const version = name === 'best' ? incumbentOf(await readRunState(workspace)) : name;
  const iteration = version === null ? null : iterationOf(version);
  if (iteration !== null) return iteration;
  throw new UserError('usage', `${JSON.stringify(name)} is no iteration.`, {
    hint: 'Name its number, such as 3, or a version: v3, best.',
  });
}

/**
 * What of an iteration can be measured again. Reads only. Throws a UserError `usage` where there is no such iteration,
 * `refused` where it is not closed or nothing was measured in it, and `invalid_workspace` where it was changed since.
 */
export async function planReproduction(ground: Ground, iteration: number): Promise<Reproducible> {
  const { workspace, run } = ground;
  const state = await readRunState(workspace);
  const decision = decisionIn(state, iteration);
  const place = workspace.iteration(iteration);
  await checkClosed(place.dir);
  const [v0, manifest] = [workspace.version('v0'), await readManifest(workspace.manifest('v0'))];
  await checkSnapshot(v0, manifest);
  const trials = await trialsBehind(ground, decision);
  if (trials.length === 0) {
    throw new UserError('refused', `In iteration ${iteration} nothing was measured, so nothing can come out again.`, {
      hint: `\`skillratchet show ${iteration}\` says why.`,
    });
  }
  const proposal = state.iterations[iteration]?.proposal ?? null;
  const tree = proposal === null ? v0 : place.candidate;
  return { iteration, decision, tree, treeHash: proposal?.tree_hash ?? run.skill.tree_hash, trials };
}

function decisionIn({ iterations }: RunState, iteration: number): Decision {
  const found = iterations[iteration];
  if (found === undefined) {
    throw new UserError('usage', `There is no iteration ${iteration}.`, {
      hint: iterations.length === 0 ? 'Nothing was decided yet.' : `There are 0 to ${iterations.length - 1}.`,
    });
  }
  if (found.decision !== null && found.sealed) return found.decision;
  throw new UserError('refused', `Iteration ${iteration} is not decided yet, so it has no score to come out again.`, {
    hint: '`skillratchet improve SKILL` goes on with it.',
  });
}

/** Its tree, its trials and what is recorded beside them are those that it was closed with. */
async function checkClosed(dir: string): Promise<void> {
  const check = await checkSeal(dir);
  const [other] = [...(check?.changed ?? []), ...(check?.missing ?? []), ...(check?.extra ?? [])];
  if (other === undefined) return;
  throw new UserError('invalid_workspace', `${dir}/${other} is not what the iteration was closed with.`, {
    hint: '`skillratchet verify` names everything that differs. Put the files back from a backup.',
  });
}

/** Those of the complete passes that its rule counted; where it counted none, all that have ended. */
async function trialsBehind({ workspace, evals }: Ground, decision: Decision): Promise<readonly RecordedTrial[]> {
  const { passes } = decision.numbers;
  const last = typeof passes === 'number' && passes > 0 ? passes : Number.POSITIVE_INFINITY;
  const perEval = decidingEvals(evals).map(async (evalCase) => {
    const places = await trialPlaces(workspace.iteration(decision.iteration), evalCase.id);
    return Promise.all(places.map(async (place) => ({ evalCase, place, record: await readTrial(place) })));
  });
  return (await Promise.all(perEval))
    .flat()
    .flatMap(({ record, ...one }) => (record === null ? [] : [{ ...one, record }]))
    .filter(({ record }) => hasEnded(record) && record.trial <= last)
    .sort((a, b) => a.record.trial - b.record.trial);
}

function hasEnded({ outcome }: TrialRecord): boolean {
  return outcome !== null && outcome !== 'interrupted';
}
