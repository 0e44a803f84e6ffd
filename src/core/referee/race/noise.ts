import type { Comparison } from './evidence.ts';
import type { DecidingEval } from './settings.ts';
import type { Noise } from './standing.ts';

/** Trials that the expected noise is worth: so many repeats must disagree with it as strongly as it was believed. */
const PRIOR = 30;

/** Means nearer to 0 or 1 are no surer than these: a few passes in a row prove no certainty. */
const [LOWEST, HIGHEST] = [0.08, 0.92];

/** Variance expected of one trial's score when its mean is `mean`, before anything is learned. */
export function expectedVariance(mean: number, { spread }: DecidingEval): number {
  const p = Math.min(HIGHEST, Math.max(LOWEST, mean));
  return p * (1 - p) * spread;
}

/** How much noisier than expected trials turned out to be; 1 before any eval was repeated. */
export function noiseFactor({ squares, freedom }: Noise): number {
  return (PRIOR + squares) / (PRIOR + freedom);
}

/** What is known of the noise after the repeated trials of an arm. */
export function learnNoise(noise: Noise, comparisons: readonly Comparison[]): Noise {
  let { squares, freedom } = noise;
  for (const { eval: one, belief, evidence } of comparisons) {
    if (evidence === null || evidence.count < 2) continue;
    squares += evidence.squares / expectedVariance(belief.mean, one);
    freedom += evidence.count - 1;
  }
  return { squares, freedom };
}
