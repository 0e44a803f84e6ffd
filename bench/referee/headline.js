import { finalOf } from '../../dist/core/fresh.js';
import { gradedTruth, runTrial } from './world.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./climb.js').Point} Point
 * @typedef {import('../../src/core/fresh.ts').FreshTrial} FreshTrial
 * @typedef {object} Headline
 * @property {number} printed The gain.
 * @property {number} error How far it is from the true one.
 * @property {number} half What stands after its ±.
 * @property {boolean} recommended Whether best is, and not v0.
 * @property {number} trials
 */

/** As `loop/final.ts` has them: passes of each version, and half the width of an interval that is narrow enough. */
const PASSES = { least: 2, most: 4 };
const NARROW = 0.05;

const VERSIONS = { original: 'v0', best: 'best' };

/**
 * The headline of a climb that ended at a point: fresh passes of v0 and best, which decided nothing, paired by eval, as
 * many as `loop/final.ts` would run. The quarter of the budget that is kept for them would pay for five passes here.
 * null where best is v0, as nothing is measured then.
 * @param {World} world
 * @param {Point} end
 * @returns {Headline | null}
 */
export function freshHeadline(world, { version, graded, drifted }) {
  if (version === world.start) return null;
  const versions = { v0: world.start, best: version };
  /** @type {FreshTrial[]} */
  const trials = [];
  for (let pass = 1; pass <= PASSES.most; pass += 1) {
    if (pass > PASSES.least && isNarrow(finalFrom(world, trials))) break;
    for (const evalIndex of world.deciding.keys()) {
      for (const [name, tested] of Object.entries(versions)) {
        const of = { version: tested, evalIndex, drifted, name: `final ${name}`, trial: pass };
        const { measurement } = runTrial(world, of);
        trials.push({ version: name, evalId: idOf(world, evalIndex), trial: pass, measurement });
      }
    }
  }
  const final = finalFrom(world, trials);
  if (final === null || final.interval === null) return null;
  const truth = graded - gradedTruth(world, world.start, drifted);
  return {
    printed: final.gain,
    error: final.gain - truth,
    half: halfWidth(final.interval),
    recommended: final.recommendation === 'best',
    trials: trials.length,
  };
}

function finalFrom({ deciding }, trials) {
  return finalOf(VERSIONS, new Map(deciding.map(({ id }) => [id, 1])), trials);
}

function isNarrow(final) {
  return final !== null && final.interval !== null && halfWidth(final.interval) <= NARROW;
}

function halfWidth({ low, high }) {
  return (high - low) / 2;
}

function idOf({ deciding }, index) {
  return deciding[index].id;
}
