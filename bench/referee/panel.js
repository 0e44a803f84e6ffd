/**
 * What makes one world differ from the next.
 *
 * @typedef {object} WorldSpec
 * @property {string} name
 * @property {number} evals Deciding evals.
 * @property {readonly [number, number]} expectations Fewest and most of an eval.
 * @property {number} noise Deviation of what a trial adds to the skill's quality; that of the difficulties is 1.
 * @property {number} flips Probability that the judge turns an expectation's outcome around.
 * @property {number} start Mean quality of v0's topics, in deviations of a noise of 1; 0.28 passes about 57 %.
 * @property {number} never Deciding evals of which no expectation can ever pass.
 * @property {number} always Deciding evals of which every expectation always passes.
 * @property {number} helpful How much larger than usual the steps of targeted, broad and small edits are.
 * @property {number} slow Share of the edits that make trials of some evals time out.
 * @property {number} improverCost What an improver's call costs, in trials.
 * @property {boolean} drift Whether the agent's model changes once half of the trials are spent.
 */

/** @type {WorldSpec} */
const BASE = {
  name: 'base',
  evals: 12,
  expectations: [2, 6],
  noise: 1,
  flips: 0.015,
  start: 0.28,
  never: 0,
  always: 0,
  helpful: 1,
  slow: 0,
  improverCost: 0,
  drift: false,
};

/** @type {readonly WorldSpec[]} */
export const PANEL = [
  BASE,
  { ...BASE, name: 'low noise', noise: 0.3, flips: 0.003 },
  { ...BASE, name: 'high noise', noise: 2, flips: 0.06 },
  { ...BASE, name: 'near-zero noise', noise: 0.05, flips: 0 },
  { ...BASE, name: '4 evals', evals: 4 },
  { ...BASE, name: '6 evals', evals: 6 },
  { ...BASE, name: '30 evals', evals: 30 },
  { ...BASE, name: 'weak improver', helpful: 0.6 },
  { ...BASE, name: 'strong improver', helpful: 1.8 },
  { ...BASE, name: 'cold start', start: -1.3 },
  { ...BASE, name: 'binary expectations', expectations: [1, 1] },
  { ...BASE, name: 'dear improver', improverCost: 6 },
  { ...BASE, name: '3 of 12 never pass', never: 3 },
  { ...BASE, name: '2 of 6 never pass', evals: 6, never: 2 },
  { ...BASE, name: '6 of 12 always pass', always: 6 },
  { ...BASE, name: 'edits that time out', slow: 0.25 },
  { ...BASE, name: 'model changes midway', drift: true },
];
