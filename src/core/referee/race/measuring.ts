import { fraction, toNumber } from '../../stats/fraction.ts';
import { askedEvals, tooLittle, undecided } from '../coverage.ts';
import type { ArmAtLook, Verdict } from '../port.ts';
import { rawScore } from '../raw-score.ts';
import { firstNumbers } from './agents.ts';
import { firstBeliefs } from './belief.ts';
import { estimateOver } from './estimate.ts';
import { compared, gradedEvidence } from './evidence.ts';
import { learnNoise } from './noise.ts';
import { countsOf, estimateNumbers } from './numbers.ts';
import { progressOf } from './progress.ts';
import { cutShort } from './reasons.ts';
import type { Ground } from './settings.ts';
import { type RaceStanding, START } from './standing.ts';

/** The verdict on an arm that only measures; one of which too little was measured says nothing. */
export function measuredVerdict(ground: Ground, arm: ArmAtLook): Verdict {
  const [counts, evals] = [countsOf(ground, arm), measuredEvals(arm)];
  const measured = fraction(evals.size, askedEvals(arm).size);
  if (tooLittle(measured)) return { type: 'unmeasured', reason: undecided(measured), numbers: counts };
  const score = rawScore(arm.results);
  const { purpose } = arm.plan;
  const standing = purpose === 'baseline' ? standingAfterBaseline(ground, arm) : START;
  const numbers = {
    ...{ ...counts, raw: toNumber(score), ...estimateNumbers(estimateOver(ground, standing)) },
    ...firstNumbers(ground, arm, standing),
  };
  return { type: 'measured', reason: purpose, score, numbers };
}

/** The verdict on such an arm for which nothing more will be run. */
export function cutMeasuring(ground: Ground, arm: ArmAtLook, reason: string): Verdict {
  return { type: 'unmeasured', reason: cutShort(reason, progressOf(arm)), numbers: countsOf(ground, arm) };
}

/** What is believed once the baseline is measured. */
export function standingAfterBaseline(ground: Ground, arm: ArmAtLook): RaceStanding {
  const graded = gradedEvidence(ground, arm);
  const beliefs = firstBeliefs(ground.evals, graded);
  return { beliefs, noise: learnNoise(START.noise, compared(ground, beliefs, graded)) };
}

/** Evals of which a trial was graded. */
function measuredEvals({ results }: ArmAtLook): ReadonlySet<string> {
  return new Set(results.flatMap(({ slot, measurement }) => (measurement.outcome === 'graded' ? [slot.evalId] : [])));
}
