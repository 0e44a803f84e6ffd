import { chance } from './chance.js';
import { share } from './probit.js';

/**
 * A world is a skill's evals with everything that no referee can see: how hard each expectation is, and so how good
 * each version of the skill really is.
 *
 * @typedef {import('./panel.js').WorldSpec} WorldSpec
 * @typedef {import('./chance.js').Chance} Chance
 * @typedef {{ topic: number, difficulty: number, drifted: number }} Expectation `drifted`: for the model that comes midway.
 * @typedef {{ id: string, kind: 'usual' | 'never' | 'always', expectations: readonly Expectation[] }} Eval
 * @typedef {{ spec: WorldSpec, seed: number, stretch: number, deciding: readonly Eval[], unseen: readonly Eval[], start: Version }} World
 *   `stretch`: what one unit of quality is worth, so that an edit moves the score as far in a noisy world as in a quiet one.
 * @typedef {object} Version What an edit can change.
 * @property {readonly number[]} topics Quality in each topic.
 * @property {readonly number[]} own What helps one deciding eval alone: the trace of overfitting.
 * @property {readonly boolean[]} slow Deciding evals that have become slow.
 * @property {readonly boolean[]} unseenSlow Unseen evals that have become slow.
 * @typedef {{ measurement: import('../../src/core/referee/port.ts').Measurement, attempts: number, minutes: number }} Trial
 */

export const TOPICS = 6;
export const CEILING = 2.5;
const UNSEEN = 60;
/** Correlation of the expectations of one trial: what goes wrong early goes wrong for all. */
const WITHIN_TRIAL = 0.3;
/** Where a slow eval's attempt runs into the time limit, and how many attempts a trial has. */
const TIMEOUT = { share: 0.9, attempts: 3, minutes: 2 };
/** Deviation of the logarithm of a trial's duration, whose mean is 1. */
const PACE = 0.3;

/**
 * @param {WorldSpec} spec
 * @param {number} seed
 * @returns {World}
 */
export function createWorld(spec, seed) {
  const stretch = Math.sqrt((1 + spec.noise ** 2) / 2);
  const draw = chance(seed, 'evals');
  const deciding = Array.from({ length: spec.evals }, (_, index) => {
    const kind = index < spec.never ? 'never' : index >= spec.evals - spec.always ? 'always' : 'usual';
    return createEval(spec, { id: `e${index}`, kind, stretch }, draw);
  });
  const unseen = Array.from({ length: UNSEEN }, (_, index) =>
    createEval(spec, { id: `u${index}`, kind: 'usual', stretch }, draw),
  );
  const topics = Array.from({ length: TOPICS }, () => spec.start + 0.5 * draw.normal());
  const start = {
    topics,
    own: deciding.map(() => 0),
    slow: deciding.map(() => false),
    unseenSlow: unseen.map(() => false),
  };
  return { spec, seed, stretch, deciding, unseen, start };
}

/**
 * Most expectations of an eval are about its main topic; its difficulty is half the eval's, half each expectation's own.
 * @param {WorldSpec} spec
 * @param {{ id: string, kind: Eval['kind'], stretch: number }} of
 * @param {Chance} draw
 * @returns {Eval}
 */
function createEval({ expectations: [fewest, most] }, { id, kind, stretch }, draw) {
  const main = draw.below(TOPICS);
  const common = draw.normal();
  const expectations = Array.from({ length: fewest + draw.below(most - fewest + 1) }, () => {
    const topic = draw.uniform() < 0.6 ? main : draw.below(TOPICS);
    const difficulty = Math.SQRT1_2 * (common + draw.normal());
    return { topic, difficulty, drifted: difficulty + stretch * (0.4 * draw.normal() - 0.2) };
  });
  return { id, kind, expectations };
}

/**
 * The exact share of the expectations of unseen evals that a version fulfils.
 * @param {World} world
 * @param {Version} version
 * @param {boolean} drifted
 */
export function heldOutTruth(world, version, drifted) {
  return meanOver(world.unseen, (each, index) => {
    const pass = meanOver(each.expectations, (expectation) =>
      share(qualityFor(world, each, { expectation, topics: version.topics, own: 0, drifted })),
    );
    return version.unseenSlow[index] ? pass * (1 - TIMEOUT.share ** TIMEOUT.attempts) : pass;
  });
}

/**
 * The exact score that passes over the deciding evals have on average, flips of the judge included: what a measurement
 * on these evals is about. A trial that times out has no score, so a slow eval counts by those that do not.
 * @param {World} world
 * @param {Version} version
 * @param {boolean} drifted
 */
export function gradedTruth(world, version, drifted) {
  const { flips } = world.spec;
  return meanOver(world.deciding, (each, index) => {
    const own = version.own[index] ?? 0;
    const pass = meanOver(each.expectations, (expectation) =>
      share(qualityFor(world, each, { expectation, topics: version.topics, own, drifted })),
    );
    return flips + (1 - 2 * flips) * pass;
  });
}

/**
 * One trial of a deciding eval: the trial's own luck moves all its expectations, then each has luck of its own.
 * @param {World} world
 * @param {{ version: Version, evalIndex: number, drifted: boolean, name: number | string, trial: number }} of
 *   `name`: the proposal or the pass that it belongs to.
 * @returns {Trial}
 */
export function runTrial(world, { version, evalIndex, drifted, name, trial }) {
  const each = world.deciding[evalIndex];
  if (each === undefined) throw new Error(`no eval ${evalIndex}`);
  const draw = chance(world.seed, 'trial', name, evalIndex, trial);
  const minutes = Math.exp(PACE * draw.normal() - PACE ** 2 / 2);
  let attempts = 1;
  if (version.slow[evalIndex]) {
    while (attempts <= TIMEOUT.attempts && draw.uniform() < TIMEOUT.share) attempts += 1;
    if (attempts > TIMEOUT.attempts) {
      const minutesLost = TIMEOUT.attempts * TIMEOUT.minutes;
      return { measurement: { outcome: 'timeout', kind: null }, attempts: TIMEOUT.attempts, minutes: minutesLost };
    }
  }
  const common = Math.sqrt(WITHIN_TRIAL) * draw.normal();
  const rest = Math.sqrt(1 - WITHIN_TRIAL);
  let passed = 0;
  for (const expectation of each.expectations) {
    const quality = qualityFor(world, each, {
      expectation,
      topics: version.topics,
      own: version.own[evalIndex] ?? 0,
      drifted,
    });
    const fulfilled = quality + common + rest * draw.normal() > 0;
    const flipped = draw.uniform() < world.spec.flips;
    if (fulfilled !== flipped) passed += 1;
  }
  const measurement = /** @type {const} */ ({ outcome: 'graded', passed, total: each.expectations.length });
  return { measurement, attempts, minutes: minutes + (attempts - 1) * TIMEOUT.minutes };
}

/**
 * In deviations of a trial's luck: above 0 it passes more often than not.
 * @param {World} world
 * @param {Eval} each
 * @param {{ expectation: Expectation, topics: readonly number[], own: number, drifted: boolean }} of
 */
function qualityFor({ stretch, spec }, { kind }, { expectation, topics, own, drifted }) {
  if (kind !== 'usual') return kind === 'never' ? -9 : 9;
  const difficulty = drifted ? expectation.drifted : expectation.difficulty;
  return (stretch * ((topics[expectation.topic] ?? 0) + own) - difficulty) / spec.noise;
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T, index: number) => number} value
 */
function meanOver(items, value) {
  let sum = 0;
  items.forEach((item, index) => {
    sum += value(item, index);
  });
  return sum / items.length;
}
