import { certificate } from '../../dist/core/referee/certificate.js';
import { chance } from './chance.js';
import { PANEL } from './panel.js';
import { createWorld, gradedTruth, runTrial } from './world.js';

/**
 * @typedef {import('./world.js').World} World
 * @typedef {import('./world.js').Version} Version
 * @typedef {{ name: string, evals: number, gain: number, mixed: boolean }} Claim
 *   `gain`: the true one on these evals. `mixed`: some evals gain and others lose, as much as it takes.
 * @typedef {{ passes: number | null, trials: number | null, error: number, half: number }} Certified
 *   `passes` after which an improvement was claimed; `error` and `half` of the estimate after all passes.
 */

/** Passes of either version that are paid for at most. */
export const CERTIFY_PASSES = 10;
const SETTINGS = { alpha: 0.05, affordable: CERTIFY_PASSES };

/** @type {readonly Claim[]} */
export const CLAIMS = [
  { name: 'no difference', evals: 12, gain: 0, mixed: false },
  { name: 'no difference', evals: 6, gain: 0, mixed: false },
  { name: 'gains and losses alike', evals: 12, gain: 0, mixed: true },
  ...[0.05, 0.1, 0.15, 0.2].flatMap((gain) => [
    { name: `+${Math.round(100 * gain)} points`, evals: 12, gain, mixed: true },
    { name: `+${Math.round(100 * gain)} points`, evals: 30, gain, mixed: true },
  ]),
];

/**
 * Plays one certificate to its claim, or to the end of its budget.
 * @param {Claim} claim
 * @param {number} seed
 * @returns {Certified}
 */
export function playCertificate({ evals, gain, mixed }, seed) {
  const [base] = PANEL;
  if (base === undefined) throw new Error('the panel is empty');
  const world = createWorld({ ...base, evals }, seed);
  const version = versionWithGain(world, gain, mixed);
  const truth = gradedTruth(world, version, false) - gradedTruth(world, world.start, false);
  const all = Array.from({ length: CERTIFY_PASSES }, (_, index) => pairedPass(world, version, index + 1));
  let passes = null;
  for (let count = 1; count <= all.length && passes === null; count += 1) {
    if (certificate(all.slice(0, count), SETTINGS).verdict === 'improved') passes = count;
  }
  const { gain: estimate } = certificate(all, SETTINGS);
  const half = estimate?.interval ? (estimate.interval.high - estimate.interval.low) / 2 : Number.NaN;
  const trials = passes === null ? null : 2 * evals * passes;
  return { passes, trials, error: (estimate?.mean ?? Number.NaN) - truth, half };
}

/**
 * v0 with its evals moved apart, and then together until the true gain on them is the one asked for.
 * @param {World} world
 * @param {number} gain
 * @param {boolean} mixed
 * @returns {Version}
 */
export function versionWithGain(world, gain, mixed) {
  const draw = chance(world.seed, 'certificate');
  const apart = world.start.own.map(() => (mixed ? 0.5 * draw.normal() : 0));
  const target = gradedTruth(world, world.start, false) + gain;
  const shifted = (by) => ({ ...world.start, own: apart.map((value) => value + by) });
  if (!mixed && gain === 0) return shifted(0);
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (gradedTruth(world, shifted(middle), false) < target) low = middle;
    else high = middle;
  }
  return shifted(low);
}

function pairedPass(world, version, trial) {
  return new Map(
    world.deciding.map(({ id }, evalIndex) => {
      const best = runTrial(world, { version, evalIndex, drifted: false, name: 'certify best', trial });
      const v0 = runTrial(world, { version: world.start, evalIndex, drifted: false, name: 'certify v0', trial });
      return [id, scoreOf(best) - scoreOf(v0)];
    }),
  );
}

function scoreOf({ measurement }) {
  if (measurement.outcome !== 'graded') throw new Error('every trial of this world can be graded');
  return measurement.passed / measurement.total;
}
