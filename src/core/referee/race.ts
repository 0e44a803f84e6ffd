import { shortestDecimal } from '../stats/decimal.ts';
import type { Rule } from './port.ts';
import { cutCandidate, rulingsOn } from './race/candidate.ts';
import { type Estimate, estimateOver } from './race/estimate.ts';
import { cutMeasuring, measuredVerdict, standingAfterBaseline } from './race/measuring.ts';
import { helpfulOrder, racingBlocks } from './race/order.ts';
import { groundOf, type RaceSettings } from './race/settings.ts';
import { parseStanding, type RaceStanding, START } from './race/standing.ts';
import { fallsIn, standingAfterDrop, standingOfArm, viewOf } from './race/view.ts';
import { wholeBlock } from './slots.ts';

export type { Estimate } from './race/estimate.ts';
export { CONFIDENCES, type Confidence, type RaceSettings } from './race/settings.ts';
export type { RaceStanding } from './race/standing.ts';

/**
 * Keeps a running belief of how well the incumbent does on each eval, and asks after every few evals how probable it is
 * that a candidate is better. The formulas and their reasons are in `docs/referee.md`. Trials of controls and final
 * passes never enter the belief.
 */
export function race(settings: RaceSettings): Rule<RaceStanding> {
  const ground = groundOf(settings);
  const ids = ground.evals.map(({ id }) => id);
  return {
    name: 'race',
    start: START,
    parse: (stored) => parseStanding(stored, ids),
    best(standing) {
      const estimate = estimateOver(ground, standing);
      return estimate === null ? null : { value: estimate.value, cell: shortestDecimal(estimate.value) };
    },
    plan({ beliefs }, request) {
      const { purpose, evalIds } = request;
      if (purpose === 'baseline') return [wholeBlock({ evalIds })];
      if (purpose !== 'candidate') return [wholeBlock(request)];
      const asked = new Set(evalIds);
      const order = helpfulOrder(ground.evals, beliefs ?? []).filter((id) => asked.has(id));
      if (order.length < asked.size) throw new Error('rule race was asked for an eval that it does not know');
      return racingBlocks(order, settings);
    },
    judge(standing, arms) {
      const [first] = arms;
      // A batch holds proposals or one arm that only measures, never both.
      if (first?.plan.purpose !== 'candidate') return arms.map((arm) => measuredVerdict(ground, arm));
      return rulingsOn(arms.map((arm) => viewOf(ground, standing, arm)));
    },
    cut(standing, arm, reason) {
      if (arm.plan.purpose !== 'candidate') return cutMeasuring(ground, arm, reason);
      return cutCandidate(viewOf(ground, standing, arm), reason);
    },
    absorb(standing, { type }, arm) {
      const { purpose } = arm.plan;
      if (purpose === 'baseline' && type === 'measured') return standingAfterBaseline(ground, arm);
      if (purpose !== 'candidate') return standing;
      // Seen from what is believed now: of a batch, others may have been absorbed since the arm was judged.
      const view = viewOf(ground, standing, arm);
      return type === 'keep' ? standingOfArm(view) : standingAfterDrop(view);
    },
    /** Between what is believed of either: a trial or two are pulled to what was known before. */
    falls: (standing, arm) => fallsIn(viewOf(ground, standing, arm)),
  };
}

/** What is believed of the incumbent's score over all deciding evals; null before the baseline. */
export function estimateOf(settings: RaceSettings, standing: RaceStanding): Estimate | null {
  return estimateOver(groundOf(settings), standing);
}
