import { type Fraction, fraction, mean } from '../stats/fraction.ts';
import type { ArmAtLook, Measurement } from './port.ts';

type Graded = Extract<Measurement, { outcome: 'graded' }>;

/**
 * What was measured: the mean over evals of the mean over their graded trials of passed/total, exactly. Evals without a
 * graded trial are left out; throws a RangeError when that leaves none.
 */
export function rawScore(results: ArmAtLook['results']): Fraction {
  const trials = new Map<string, Graded[]>();
  for (const { slot, measurement } of results) {
    if (measurement.outcome !== 'graded') continue;
    const known = trials.get(slot.evalId);
    if (known === undefined) trials.set(slot.evalId, [measurement]);
    else known.push(measurement);
  }
  return mean([...trials.values()].map(meanScore));
}

/** Trials of one eval mostly have the same total, and then whole numbers add up at once. */
function meanScore(trials: readonly Graded[]): Fraction {
  const asked = trials[0]?.total ?? 0;
  if (trials.some(({ total }) => total !== asked)) {
    return mean(trials.map(({ passed, total }) => fraction(passed, total)));
  }
  return fraction(
    trials.reduce((sum, { passed }) => sum + passed, 0),
    asked * trials.length,
  );
}
