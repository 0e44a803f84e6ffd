import { race } from '../../dist/core/referee/race.js';
import { strict } from '../../dist/core/referee/strict.js';
import { strictWithEarlyStop } from '../../dist/core/referee/strict-early-stop.js';

/**
 * @typedef {import('./climb.js').Policy} Policy
 * @typedef {import('../../src/core/referee/race/settings.ts').Confidence} Confidence
 */

/** The rule that the others are compared with: one complete pass, and `>`. @type {Policy} */
const PLAIN = { name: 'plain', proposals: 1, trials: 1, open: () => strict };

/** @type {readonly Policy[]} */
export const POLICIES = [
  PLAIN,
  racing('balanced', 1),
  racing('balanced', 4),
  racing('explore', 1),
  racing('explore', 4),
  racing('cautious', 1),
  racing('cautious', 4),
  { ...PLAIN, name: 'strict, early stop', open: () => strictWithEarlyStop },
  { ...PLAIN, name: 'mean of 3', trials: 3 },
  { name: 'keep everything', proposals: 1, trials: 1, oracle: () => true },
  { name: 'perfect judge', proposals: 1, trials: 1, oracle: (gain) => gain > 0 },
];

/**
 * @param {Confidence} confidence
 * @param {number} proposals
 * @returns {Policy}
 */
function racing(confidence, proposals) {
  const open = ({ seed, deciding }) => {
    const evals = deciding.map(({ id, expectations }) => ({ id, expectations: expectations.length, weight: 1 }));
    return race({ seed, confidence, proposals, evals });
  };
  return { name: `race ${confidence}, ${proposals}`, proposals, trials: 1, open };
}
