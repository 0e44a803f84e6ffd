import { CONCURRENCIES, climb, PASSES } from './climb.js';
import { freshHeadline } from './headline.js';
import { createWorld } from './world.js';

/**
 * @typedef {import('./climb.js').Policy} Policy
 * @typedef {import('./climb.js').Point} Point
 * @typedef {import('./panel.js').WorldSpec} WorldSpec
 * @typedef {import('./headline.js').Headline} Headline
 *
 * @typedef {object} Climbed What is recorded of one climb.
 * @property {readonly number[]} gains True held-out gain when each of the `BUDGETS` is spent.
 * @property {number} recommended True gain, at equal trials, of what is recommended: 0 where that is v0.
 * @property {number} keeps Within the budget of trials, as all that follows.
 * @property {number} harmfulKeeps
 * @property {number | null} flattery What the rule said of the incumbent beyond what passes give on average.
 * @property {Headline | null} headline
 * @property {readonly ({ trials: number, minutes: number } | null)[]} reached What it took to each of the `GOALS`.
 */

/** At equal trials, then at equal wall-clock: concurrency, and the time of an improver's call in trials. */
export const BUDGETS = [
  { name: 'trials' },
  ...CONCURRENCIES.flatMap((_, lane) =>
    [1, 3].map((call) => ({ name: `clock ${CONCURRENCIES[lane]}/${call}`, lane, call })),
  ),
];

/** True gains on unseen evals whose price is told. */
export const GOALS = [0.05, 0.1];

/**
 * Climbs of all policies in the same world; the first is the plain rule, whose time the others get.
 * @param {WorldSpec} spec
 * @param {number} seed
 * @param {readonly Policy[]} policies
 * @returns {readonly Climbed[]}
 */
export function compareInWorld(spec, seed, policies) {
  const world = createWorld(spec, seed);
  const trials = spec.evals * PASSES;
  const [plain, ...others] = policies;
  if (plain === undefined) throw new Error('no rule to compare with');
  const plainCourse = climb(world, plain, (point) => point.trials >= trials);
  const last = lastWithin(plainCourse, BUDGETS[0], trials);
  const limits = BUDGETS.map((budget) => (budget.lane === undefined ? trials : spentOf(last, budget)));
  const allSpent = (point) => BUDGETS.every((budget, index) => spentOf(point, budget) > limits[index]);
  const courses = [plainCourse, ...others.map((policy) => climb(world, policy, allSpent))];
  return courses.map((course) => record(world, course, limits));
}

function record(world, course, limits) {
  const end = lastWithin(course, BUDGETS[0], limits[0]);
  const headline = freshHeadline(world, end);
  return {
    gains: BUDGETS.map((budget, index) => lastWithin(course, budget, limits[index]).gain),
    recommended: headline === null || headline.recommended ? end.gain : 0,
    keeps: end.keeps,
    harmfulKeeps: end.harmfulKeeps,
    flattery: end.believed === null ? null : end.believed - end.graded,
    headline,
    reached: GOALS.map((goal) => {
      const point = course.find(({ gain, trials }) => gain >= goal && trials <= limits[0]);
      return point === undefined ? null : { trials: point.trials, minutes: spentOf(point, BUDGETS[1]) };
    }),
  };
}

/** What a climb had when a budget was spent: a verdict that came too late does not count. */
function lastWithin(course, budget, limit) {
  return course.findLast((point) => spentOf(point, budget) <= limit) ?? course[0];
}

/** @param {Point} point */
function spentOf(point, { lane, call }) {
  return lane === undefined ? point.trials : point.minutes[lane] + call * point.calls;
}
