import { pairedMean } from '../../dist/core/stats/paired.js';
import { gradedTruth, runTrial } from './world.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./climb.js').Point} Point
 * @typedef {{ printed: number, error: number, half: number }} Headline The gain, how far it is from the true one, and what stands after its ±.
 */

/** Fresh passes of either version; the plan of a run takes 2 to 4. */
export const FINAL_PASSES = 3;

/**
 * The headline of a climb that ended at a point: fresh passes of v0 and best, which decided nothing, paired by eval.
 * null where best is v0, as nothing is measured then.
 * @param {World} world
 * @param {Point} end
 * @param {number} passes
 * @returns {Headline | null}
 */
export function freshHeadline(world, { version, graded, drifted }, passes = FINAL_PASSES) {
  if (version === world.start) return null;
  const differences = world.deciding.flatMap((_, evalIndex) => {
    const best = freshScore(world, { version, evalIndex, drifted, name: 'final best' }, passes);
    const v0 = freshScore(world, { version: world.start, evalIndex, drifted, name: 'final v0' }, passes);
    return best === null || v0 === null ? [] : [best - v0];
  });
  if (differences.length === 0) return null;
  const { mean, interval } = pairedMean(differences);
  if (interval === null) return null;
  const truth = graded - gradedTruth(world, world.start, drifted);
  return { printed: mean, error: mean - truth, half: (interval.high - interval.low) / 2 };
}

/** @returns {number | null} Mean score of the trials of an eval that could be graded. */
export function freshScore(world, { version, evalIndex, drifted, name }, passes) {
  const scores = Array.from({ length: passes }, (_, index) => {
    const { measurement } = runTrial(world, { version, evalIndex, drifted, name, trial: index + 1 });
    return measurement.outcome === 'graded' ? [measurement.passed / measurement.total] : [];
  }).flat();
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
