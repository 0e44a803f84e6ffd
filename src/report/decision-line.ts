import type { LoopEvent } from '../core/events.ts';
import type { Estimated } from '../core/schema/estimated.ts';

type Decided = Extract<LoopEvent, { event: 'decided' }>;

/**
 * "iteration 2 reverted 0.72: Error handling rewrite (score 0.72 <= 0.78)", and under rule `race`
 * "iteration 2: measured 0.81 → counted as 0.69 ± 0.08, 69 % likely better: kept, Error handling rewrite".
 */
export function decisionLine(decided: Decided): string {
  const { iteration, action, score, reason, changelog, counted } = decided;
  if (counted !== undefined) return countedLine(decided, counted);
  const head = `iteration ${iteration} ${action} ${score === '' ? 'unmeasured' : score}`;
  return action === 'baseline' ? head : `${head}: ${changelog} (${bare(reason)})`;
}

function countedLine({ iteration, action, score, reason, changelog }: Decided, counted: Estimated): string {
  const head = `iteration ${iteration}: ${measuredText(score, counted)} → counted as ${estimateText(counted)}`;
  if (counted.p_better === null) return `${head}: ${action}`;
  // What the probability says is said already, and how far it got.
  const why = /^\w+: P\(better\)/.test(reason) ? '' : ` (${bare(reason).replace(/ after \d+ of \d+ evals$/, '')})`;
  return `${head}, ${percentText(counted.p_better)} likely better: ${action}${why}, ${changelog}`;
}

/** "measured 0.81", or how far it got: a part of the evals has no score. */
function measuredText(score: string, { evals_seen, evals_total }: Estimated): string {
  if (score !== '') return `measured ${twoPlaces(Number(score))}`;
  return evals_seen < evals_total ? `${evals_seen} of ${evals_total} evals` : 'not measured whole';
}

/** "0.69 ± 0.08": the estimate and its standard deviation. */
export function estimateText({ estimate, estimate_sd }: Pick<Estimated, 'estimate' | 'estimate_sd'>): string {
  return `${twoPlaces(estimate)} ± ${twoPlaces(estimate_sd)}`;
}

/** "69 %"; what is not certain is never 0 or 100 %. */
export function percentText(probability: number): string {
  const percent = Math.round(100 * probability);
  if (percent === 0 && probability > 0) return '< 1 %';
  return percent === 100 && probability < 1 ? '> 99 %' : `${percent} %`;
}

function twoPlaces(score: number): string {
  return score.toFixed(2);
}

function bare(reason: string): string {
  return reason.replace(/^(keep|drop): /, '');
}
