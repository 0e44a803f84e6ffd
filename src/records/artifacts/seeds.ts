import type { JudgeRecording } from '../../agents/replay/recording.ts';
import type { Grading } from '../../core/schema/grading.ts';
import type { Proposal } from '../../core/schema/proposal.ts';
import type { Vote } from '../../core/schema/vote.ts';
import { type SeedParts, seedOf } from '../../loop/seed.ts';
import { iterationAt, type RecordedRun, type RecordedTrial } from '../recorded-run.ts';

/** A trial and where it belongs. */
export interface PlacedTrial {
  readonly recorded: RecordedRun;
  readonly iteration: number;
  readonly trial: RecordedTrial;
}

/** The seeds of the executor's calls of a trial. A call is known by its seed, which says who was asked what in which run. */
export function executorSeeds(placed: PlacedTrial): readonly number[] {
  const attempts = Math.max(placed.trial.record.attempts, attemptsOf(placed.recorded));
  return seedsOf({ ...partsOf(placed), role: 'executor' }, attempts);
}

/** What the judge said of a trial: each usable vote with the seeds of the calls that had it for an answer. */
export function judgeAnswers(placed: PlacedTrial): JudgeRecording {
  const { grading } = placed.trial;
  const { asked, votes } = grading?.judge ?? { asked: 0, votes: [] };
  // Evidence that is taken strictly may be asked for a second time.
  const attempts = 2 * attemptsOf(placed.recorded);
  const calls = Array.from({ length: asked }, (_, index) =>
    seedsOf({ ...partsOf(placed), role: 'judge', vote: index + 1 }, attempts),
  );
  const answers = votes.flatMap((vote) => {
    const seeds = calls.find((some) => some.includes(vote.seed));
    return seeds === undefined || grading === null ? [] : [{ seeds, structured: answerOf(vote, grading) }];
  });
  return { schema_version: 1, answers };
}

/** The seeds of the improver's calls for a proposal. */
export function improverSeeds(recorded: RecordedRun, { iteration, batch }: Proposal): readonly number[] {
  const before = iterationAt(recorded, batch.first - 1)?.proposal?.tree_hash ?? '';
  const parts = { purpose: 'iteration', role: 'improver', iteration, evalId: null, trial: 1, treeHash: before };
  return seedsOf({ ...parts, runSeed: recorded.run.config.seed }, attemptsOf(recorded));
}

function partsOf({ recorded, iteration, trial }: PlacedTrial) {
  const { run } = recorded;
  const candidate = iterationAt(recorded, iteration)?.proposal?.tree_hash ?? '';
  return {
    runSeed: run.config.seed,
    purpose: 'iteration',
    iteration,
    treeHash: iteration === 0 ? run.skill.tree_hash : candidate,
    evalId: trial.evalCase.id,
    trial: trial.record.trial,
  };
}

function attemptsOf({ run }: RecordedRun): number {
  return run.config.retries + 1;
}

/** Of the first attempts: the answer that a later one had is given at once. */
function seedsOf(parts: Omit<SeedParts, 'attempt'>, attempts: number): number[] {
  return Array.from({ length: attempts }, (_, index) => seedOf({ ...parts, attempt: index + 1 }));
}

function answerOf({ results }: Vote, { eval_feedback }: Grading) {
  return {
    expectations: results.map(({ number, passed, evidence }) => ({ id: number, passed, evidence })),
    eval_feedback,
  };
}
