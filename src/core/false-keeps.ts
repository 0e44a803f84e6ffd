import type { Measurement, PlanRequest, Slot } from './referee/port.ts';
import type { Referee } from './referee/referee.ts';
import { shuffled } from './stats/random.ts';

type Graded = Extract<Measurement, { outcome: 'graded' }>;

/** Trials of one version by eval id, two at least of each; those of one eval can be exchanged for one another. */
export type Pools = ReadonlyMap<string, readonly Graded[]>;

export interface Replays {
  /** The rule before its baseline. */
  readonly start: Referee;
  readonly pools: Pools;
  /** Trials of an eval in a complete pass; 1 where nothing is said. */
  readonly runs: ReadonlyMap<string, number>;
  readonly count: number;
  random(): number;
}

/**
 * How often the rule keeps a candidate that is no other than the incumbent. In each replay the trials of every eval are
 * shuffled; the first of them are the baseline's and the others the candidate's, so that no trial stands on both sides
 * (drawn independently, the two would differ less than two passes do). A side that runs out begins again with its first.
 * Each pair of a baseline and one candidate is judged by the production rule, block by block, as in a run.
 */
export function falseKeeps(replays: Replays): number {
  let kept = 0;
  for (let replay = 0; replay < replays.count; replay += 1) if (keepsIdentical(replays)) kept += 1;
  return kept;
}

type Side = (slot: Slot) => Graded;

function keepsIdentical(replays: Replays): boolean {
  const { start, pools, runs } = replays;
  const request = { evalIds: [...pools.keys()], runs };
  const [incumbent, candidate] = sidesOf(replays);
  const baseline = judged(start, { request: { ...request, purpose: 'baseline' }, iteration: 0, side: incumbent });
  const ended = judged(baseline.referee, {
    request: { ...request, purpose: 'candidate' },
    iteration: 1,
    side: candidate,
  });
  return ended.type === 'keep';
}

function sidesOf({ pools, runs, random }: Replays): readonly [Side, Side] {
  const [incumbent, candidate] = [new Map<string, readonly Graded[]>(), new Map<string, readonly Graded[]>()];
  for (const [evalId, pool] of pools) {
    const order = shuffled(pool, random);
    const first = Math.min(runs.get(evalId) ?? 1, Math.floor(order.length / 2));
    incumbent.set(evalId, order.slice(0, first));
    candidate.set(evalId, order.slice(first));
  }
  return [sideOf(incumbent), sideOf(candidate)];
}

function sideOf(trials: ReadonlyMap<string, readonly Graded[]>): Side {
  return ({ evalId, trial }) => {
    const own = trials.get(evalId) ?? [];
    const found = own[(trial - 1) % own.length];
    if (found === undefined) throw new Error(`a replay has no trial of the eval ${evalId}`);
    return found;
  };
}

interface Arm {
  readonly request: PlanRequest;
  readonly iteration: number;
  readonly side: Side;
}

/** Runs one arm to its verdict, and lets it count. */
function judged(start: Referee, { request, iteration, side }: Arm) {
  const arm = `iteration-${iteration}`;
  const blocks = start.plan(request);
  const plan = { id: arm, purpose: request.purpose, iteration, batch: iteration, blocks };
  let referee = start.fold({ type: 'arm_opened', plan });
  for (;;) {
    const actions = referee.next(Number.POSITIVE_INFINITY);
    const verdict = actions.find((action) => action.type === 'verdict');
    if (verdict?.type === 'verdict') {
      return { type: verdict.verdict.type, referee: referee.fold({ type: 'arm_closed', arm }) };
    }
    const starts = actions.flatMap((action) => (action.type === 'start' ? [action.slot] : []));
    if (starts.length === 0) throw new Error('a replay has come to no verdict');
    for (const slot of starts) referee = referee.fold({ type: 'trial_ended', arm, slot, measurement: side(slot) });
  }
}
