import { type Fraction, toNumber } from '../../stats/fraction.ts';
import { normalCdf } from '../../stats/normal.ts';
import { askedEvals } from '../coverage.ts';
import type { ArmAtLook, Numbers } from '../port.ts';
import { rawScore } from '../raw-score.ts';
import { shareNumbers } from './agents.ts';
import { type Estimate, estimateOver } from './estimate.ts';
import { noiseFactor } from './noise.ts';
import type { Ground } from './settings.ts';
import { standingOfArm, type View } from './view.ts';

/** Everything a verdict on a candidate rests on. The estimate is of the candidate, kept or not. */
export function candidateNumbers(view: View, score: Fraction | null): Numbers {
  const { ground, arm, look, progress, bar, noise } = view;
  return {
    ...countsOf(ground, arm),
    passes: progress.passes,
    look: arm.look,
    raw: score === null ? null : toNumber(score),
    delta: look.delta,
    sd: look.sd,
    z: look.z,
    p_better: normalCdf(look.z),
    keep: bar.p,
    ...estimateNumbers(estimateOver(ground, standingOfArm(view))),
    noise_factor: noiseFactor(noise),
    ...shareNumbers(view),
  };
}

/** How much was asked for. */
export function countsOf({ evals }: Ground, arm: ArmAtLook): Numbers {
  return { trials: arm.results.length, evals_seen: askedEvals(arm).size, evals_total: evals.length };
}

export function estimateNumbers(estimate: Estimate | null): Numbers {
  return estimate === null
    ? {}
    : { estimate: estimate.value, estimate_sd: estimate.sd, low: estimate.low, high: estimate.high };
}

/** The exact score of the complete passes; null when there is none, or a trial of them was not graded. */
export function scoreOf({ arm, progress }: View): Fraction | null {
  const results = arm.results.filter(({ slot }) => slot.trial <= progress.passes);
  const graded = results.every(({ measurement }) => measurement.outcome === 'graded');
  return graded && results.length > 0 ? rawScore(results) : null;
}
