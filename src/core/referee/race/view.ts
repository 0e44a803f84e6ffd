import type { ArmAtLook } from '../port.ts';
import { type Bar, barFor } from './bar.ts';
import { beliefsAfterDrop, beliefsOfArm } from './belief.ts';
import { type Comparison, compareTrials } from './evidence.ts';
import { type Look, lookAt } from './look.ts';
import { learnNoise, noiseFactor } from './noise.ts';
import { type Progress, progressOf } from './progress.ts';
import type { Ground } from './settings.ts';
import type { Noise, RaceStanding } from './standing.ts';

/** A candidate at a look, seen from what is believed of the incumbent. */
export interface View {
  readonly ground: Ground;
  readonly arm: ArmAtLook;
  readonly bar: Bar;
  readonly progress: Progress;
  readonly comparisons: readonly Comparison[];
  readonly noise: Noise;
  readonly look: Look;
}

/** Throws an Error before the baseline: there is nothing to compare a candidate with. */
export function viewOf(ground: Ground, { beliefs, noise }: RaceStanding, arm: ArmAtLook): View {
  if (beliefs === null) throw new Error('rule race has no baseline to compare a candidate with');
  const comparisons = compareTrials(ground, beliefs, arm);
  const look = lookAt(comparisons, noiseFactor(noise));
  return { ground, arm, bar: barFor(ground.settings, arm.plan), progress: progressOf(arm), comparisons, noise, look };
}

/** What is believed of the candidate itself, and of the incumbent once the candidate is kept. */
export function standingOfArm(view: View): RaceStanding {
  const noise = learnNoise(view.noise, view.comparisons);
  return { beliefs: beliefsOfArm(view.comparisons, view.look.delta, noiseFactor(noise)), noise };
}

/** What is believed of the incumbent once the candidate is dropped. */
export function standingAfterDrop(view: View): RaceStanding {
  const noise = learnNoise(view.noise, view.comparisons);
  return { beliefs: beliefsAfterDrop(view.comparisons, view.look.delta, noiseFactor(noise)), noise };
}

/** How far the candidate is believed to be below the incumbent, of each eval that it was tried on. */
export function fallsIn(view: View): ReadonlyMap<string, number> {
  const beliefs = standingOfArm(view).beliefs ?? [];
  const falls = view.comparisons.map(({ belief, evidence }, place) => {
    const mean = beliefs[place]?.mean;
    return evidence === null || mean === undefined ? [] : [[belief.eval, belief.mean - mean] as const];
  });
  return new Map(falls.flat());
}
