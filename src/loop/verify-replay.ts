import type { GradedTrial } from '../core/joint-grading.ts';
import type { ArmPlan, Block, Verdict } from '../core/referee/port.ts';
import type { Referee } from '../core/referee/referee.ts';
import type { Decision } from '../core/schema/decision.ts';
import { decidingEvals, type EvalCase, runsOf } from '../core/schema/suite.ts';
import { cutIn } from './cut-reasons.ts';
import { decisionOf } from './decide.ts';
import { rejectionOf } from './enter-batch.ts';
import { unmeasuredIn } from './pass-results.ts';
import { type Measured, type Ruled, refereeAfterPass, refereeAtStart } from './referee-of.ts';
import { measurementOf, type StoredIteration } from './verify-stored.ts';

export interface Replayable {
  readonly config: Ruled;
  readonly evals: readonly EvalCase[];
  /** What the incumbent's pass gave with which an epoch begins, by its first iteration. */
  readonly epochs: ReadonlyMap<number, readonly Measured[]>;
}

/**
 * Tells the referee the stored trials once more, and returns the decisions as they come out, from the baseline on; they
 * end before the first batch of which too little is stored. Of a stored decision only the time is taken, and whether the
 * candidate was cut. Pure.
 */
export function replayDecisions(known: Replayable, iterations: readonly StoredIteration[]): readonly Decision[] {
  const { config, evals } = known;
  const decisions: Decision[] = [];
  let bench: Bench = { referee: refereeAtStart(config, evals), evals, incumbent: null };
  for (const batch of batchesOf(iterations)) {
    const opened = openedBy(known, bench, batch);
    const judged = opened === null ? null : judgeAgain(opened, batch);
    if (judged === null) return decisions;
    decisions.push(...judged.decisions);
    const kept = judged.decisions.findLast(({ decision }) => decision === 'keep');
    const incumbent = batch.find(({ number }) => number === kept?.iteration) ?? bench.incumbent;
    bench = { referee: judged.referee, evals, incumbent };
  }
  return decisions;
}

/** As the batch finds it: where it opens an epoch, all that is known is one pass of the incumbent; null when that is too little. */
function openedBy(
  { config, evals, epochs }: Replayable,
  bench: Bench,
  batch: readonly StoredIteration[],
): Bench | null {
  const trials = epochs.get(batch[0]?.number ?? 0);
  if (trials === undefined) return bench;
  const referee = refereeAfterPass(config, evals, { iteration: bench.incumbent?.number ?? 0, trials });
  return referee === null ? null : { ...bench, referee };
}

/** Iterations that were proposed side by side, as far as all of them are there. */
function batchesOf(iterations: readonly StoredIteration[]): readonly (readonly StoredIteration[])[] {
  const batches: (readonly StoredIteration[])[] = [];
  for (let at = 0; at < iterations.length; at += batches.at(-1)?.length ?? 1) {
    const size = iterations[at]?.proposal?.batch.size ?? 1;
    if (at + size > iterations.length) return batches;
    batches.push(iterations.slice(at, at + size));
  }
  return batches;
}

interface Bench {
  /** As it stood before the batch. */
  readonly referee: Referee;
  readonly evals: readonly EvalCase[];
  /** The incumbent's iteration; null before the baseline. */
  readonly incumbent: StoredIteration | null;
}

interface JudgedBatch {
  readonly decisions: readonly Decision[];
  readonly referee: Referee;
}

function judgeAgain(bench: Bench, batch: readonly StoredIteration[]): JudgedBatch | null {
  const tried = batch.filter((iteration) => rejectionIn(batch, iteration) === null);
  const plans = tried.map((iteration) => planOf(bench, iteration, batch));
  const opened = plans.reduce((known, plan) => known.fold({ type: 'arm_opened', plan }), bench.referee);
  let referee = tried.reduce((known, iteration, index) => tell(known, iteration, plans[index]?.blocks ?? []), opened);
  const cut = tried.map(({ decision }) => cutIn(decision.reason)).find((reason) => reason !== null) ?? null;
  for (const arm of cut === null ? [] : referee.undecided()) {
    referee = referee.fold({ type: 'arm_cut', arm, reason: cut ?? '' });
  }
  const decisions: Decision[] = [];
  for (const iteration of batch) {
    const rejected = rejectionIn(batch, iteration);
    const verdict = rejected === null ? verdictFor(referee, iteration) : droppedBecause(rejected);
    if (verdict === null) return null;
    const before = referee;
    if (rejected === null) referee = before.fold({ type: 'arm_closed', arm: armOf(iteration) });
    decisions.push(decisionAgain({ iteration, incumbent: bench.incumbent, before, verdict, after: referee }));
  }
  return { decisions, referee };
}

function rejectionIn(batch: readonly StoredIteration[], { number, proposal }: StoredIteration): string | null {
  if (proposal === null) return null;
  const siblings = batch.flatMap((other) => (other.number < number && other.proposal !== null ? [other.proposal] : []));
  return rejectionOf(proposal, siblings);
}

type Decided = Exclude<Verdict, { type: 'unmeasured' }>;

function droppedBecause(reason: string): Decided {
  return { type: 'drop', reason, score: null, numbers: {} };
}

function verdictFor(referee: Referee, iteration: StoredIteration): Decided | null {
  const action = referee.next(0).find((one) => one.type === 'verdict' && one.arm === armOf(iteration));
  return action?.type !== 'verdict' || action.verdict.type === 'unmeasured' ? null : action.verdict;
}

function planOf({ referee, evals }: Bench, iteration: StoredIteration, batch: readonly StoredIteration[]): ArmPlan {
  const { number, proposal } = iteration;
  const purpose = proposal === null ? 'baseline' : 'candidate';
  const evalIds = decidingEvals(evals).map(({ id }) => id);
  const blocks = referee.plan({ purpose, evalIds, runs: runsOf(evals) });
  const place = { iteration: number, batch: batch[0]?.number ?? number };
  const { shrinks = false, skill_size: size = null } = proposal ?? {};
  return { id: armOf(iteration), purpose, ...place, blocks, shrinks, size };
}

/** Tells what the iteration's trials gave. */
function tell(referee: Referee, iteration: StoredIteration, blocks: readonly Block[]): Referee {
  return blocks.flat().reduce((known, slot) => {
    const { trials } = iteration;
    const trial = trials.find(({ evalCase, record }) => evalCase.id === slot.evalId && record.trial === slot.trial);
    const measurement = trial === undefined ? null : measurementOf(trial);
    const event = { type: 'trial_ended', arm: armOf(iteration), slot } as const;
    return measurement === null ? known : known.fold({ ...event, measurement });
  }, referee);
}

function armOf({ number }: StoredIteration): string {
  return `iteration-${number}`;
}

interface Replayed {
  readonly iteration: StoredIteration;
  readonly incumbent: StoredIteration | null;
  readonly before: Referee;
  readonly verdict: Decided;
  readonly after: Referee;
}

function decisionAgain({ iteration, incumbent, before, verdict, after }: Replayed): Decision {
  const { number, proposal, decision, trials } = iteration;
  return decisionOf({
    iteration: number,
    verdict,
    before,
    after,
    trials: { incumbent: gradedIn(incumbent), candidate: gradedIn(iteration) },
    expected: proposal?.expected_flips ?? [],
    unmeasured: unmeasuredIn(trials.map(({ record }) => record)),
    changelog: proposal?.changelog ?? 'Initial evaluation',
    now: Date.parse(decision.row.timestamp) || 0,
  });
}

function gradedIn(iteration: StoredIteration | null): readonly GradedTrial[] {
  const trials = (iteration?.trials ?? []).filter(({ evalCase }) => decidingEvals([evalCase]).length > 0);
  return trials.map(({ evalCase, grading }) => ({ evalId: evalCase.id, grading }));
}
