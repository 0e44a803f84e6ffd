import { chance } from './chance.js';
import { BUDGETS, GOALS } from './compare.js';

/**
 * @typedef {import('./compare.js').Climbed} Climbed
 * @typedef {{ value: number, error: number }} Figure With its standard error.
 *
 * @typedef {object} Row Of a rule in a world, or over the panel.
 * @property {Figure} gain True held-out gain at equal trials.
 * @property {readonly Figure[]} ratios Of the gain to the plain rule's, for each of `BUDGETS`.
 * @property {number} keeps A run.
 * @property {number} harmful Share of the keeps that made the skill worse.
 * @property {Figure} below Share of the runs that end more than 0.5 points below v0.
 * @property {Recommended} recommended Once v0 is recommended wherever fresh passes show no gain.
 * @property {number | null} flattery What the rule says of the incumbent beyond what passes over these evals give.
 * @property {{ covered: Figure, half: number, bias: number, runs: number } | null} headline
 * @property {readonly { share: number, trials: number | null, minutes: number | null }[]} goals
 *   Share of the runs that got there, and the medians of what it took, over all runs.
 *
 * @typedef {object} Recommended Of the version that a run tells people to use.
 * @property {Figure} ratio Of its gain at equal trials to what the plain rule's climbs gain.
 * @property {Figure} below Share of the runs in which it is more than 0.5 points below v0.
 * @property {Figure} excess That share, beyond that of the versions which the plain rule ends with.
 * @property {Figure} excessAlike That share, beyond that of what fresh passes after the plain rule recommend.
 */

/** More than this below v0 is worse than v0. */
const BELOW = -0.005;

/**
 * @param {readonly Climbed[]} runs Of one rule.
 * @param {readonly Climbed[]} plain Of the plain rule in the same worlds.
 * @returns {Row}
 */
export function rowOf(runs, plain) {
  const flatteries = runs.flatMap(({ flattery }) => (flattery === null ? [] : [flattery]));
  const keeps = sum(runs.map((run) => run.keeps));
  return {
    gain: meanOf(runs.map(({ gains }) => gains[0])),
    ratios: BUDGETS.map((_, index) =>
      ratioOf(
        runs.map(({ gains }) => gains[index]),
        plain.map(({ gains }) => gains[index]),
      ),
    ),
    keeps: keeps / runs.length,
    harmful: keeps === 0 ? 0 : sum(runs.map((run) => run.harmfulKeeps)) / keeps,
    below: shareOf(runs, ({ gains }) => gains[0] < BELOW),
    recommended: recommendedOf(runs, plain),
    flattery: flatteries.length === 0 ? null : meanOf(flatteries).value,
    headline: headlineOf(runs),
    goals: GOALS.map((_, index) => {
      const reached = runs.map((run) => run.reached[index]);
      return {
        share: reached.filter((price) => price !== null).length / runs.length,
        trials: median(reached.map((price) => price?.trials ?? Number.POSITIVE_INFINITY)),
        minutes: median(reached.map((price) => price?.minutes ?? Number.POSITIVE_INFINITY)),
      };
    }),
  };
}

/** @returns {Recommended} */
function recommendedOf(runs, plain) {
  const gains = runs.map(({ recommended }) => recommended);
  const ends = plain.map((run) => run.gains[0]);
  const excessOver = (others) =>
    meanOf(gains.map((gain, index) => Number(gain < BELOW) - Number(others[index] < BELOW)));
  return {
    ratio: ratioOf(gains, ends),
    below: shareOf(gains, (gain) => gain < BELOW),
    excess: excessOver(ends),
    excessAlike: excessOver(plain.map(({ recommended }) => recommended)),
  };
}

function headlineOf(runs) {
  const headlines = runs.flatMap(({ headline }) => (headline === null ? [] : [headline]));
  if (headlines.length === 0) return null;
  return {
    // A hair of tolerance: an interval of no width around an exact estimate holds it.
    covered: shareOf(headlines, ({ error, half }) => Math.abs(error) <= half + 1e-9),
    half: meanOf(headlines.map(({ half }) => half)).value,
    bias: meanOf(headlines.map(({ error }) => error)).value,
    runs: headlines.length,
  };
}

/**
 * @param {readonly number[]} values
 * @returns {Figure}
 */
export function meanOf(values) {
  const value = sum(values) / values.length;
  const squares = sum(values.map((each) => (each - value) ** 2));
  return { value, error: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}

/**
 * Ratio of the means of paired values, with the standard error of the linearised ratio (delta method).
 * @param {readonly number[]} values
 * @param {readonly number[]} of
 * @returns {Figure}
 */
export function ratioOf(values, of) {
  const below = sum(of) / of.length;
  const value = sum(values) / values.length / below;
  const { error } = meanOf(values.map((each, index) => each - value * of[index]));
  return { value, error: error / Math.abs(below) };
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => boolean} holds
 * @returns {Figure}
 */
export function shareOf(items, holds) {
  return meanOf(items.map((item) => (holds(item) ? 1 : 0)));
}

/** The value in the middle; null where most are infinite. @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  const middle = (low + high) / 2;
  return Number.isFinite(middle) ? middle : null;
}

/**
 * The median over worlds, with the standard error that the worlds' own errors leave it.
 * @param {readonly Figure[]} figures
 * @returns {Figure}
 */
export function medianOf(figures) {
  const draw = chance('median over worlds');
  const medians = Array.from({ length: 400 }, () =>
    median(figures.map(({ value, error }) => value + error * draw.normal())),
  );
  const spread = meanOf(medians);
  return { value: median(figures.map(({ value }) => value)), error: spread.error * Math.sqrt(medians.length) };
}

/** @param {readonly number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
