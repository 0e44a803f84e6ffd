import type { Counted } from '../core/counted.ts';
import { estimateText, percentText } from './decision-line.ts';

/** The numbers of a verdict by rule `race` in words, each with the name of its line. */
export function verdictFacts(counted: Counted): readonly (readonly [string, string])[] {
  return [...estimateFact(counted), ...judgedFact(counted)];
}

/** "0.69 ± 0.08, with 95 % between 0.54 and 0.84, after 4 trials of 4 of 4 evals" */
function estimateFact(counted: Counted): readonly (readonly [string, string])[] {
  const { estimate, estimate_sd, low, high, trials, evals_seen, evals_total } = counted;
  if (estimate === null || estimate_sd === null || low === null || high === null) return [];
  const range = `with 95 % between ${low.toFixed(2)} and ${high.toFixed(2)}`;
  const tried = `after ${trials} ${trials === 1 ? 'trial' : 'trials'} of ${evals_seen} of ${evals_total} evals`;
  return [['counted', `as ${estimateText({ estimate, estimate_sd })}, ${range}, ${tried}`]];
}

/** "at look 4: +1.9 ± 3.8 points against the incumbent, 69 % likely better, 60 % asked for" */
function judgedFact({ look, delta, sd, p_better, keep }: Counted): readonly (readonly [string, string])[] {
  if (look === null || delta === null || sd === null || p_better === null || keep === null) return [];
  const points = (100 * delta).toFixed(1);
  const signed = points.startsWith('-') ? points : `+${points}`;
  const gain = `${signed} ± ${(100 * sd).toFixed(1)} points against the incumbent`;
  return [
    ['judged', `at look ${look}: ${gain}, ${percentText(p_better)} likely better, ${percentText(keep)} asked for`],
  ];
}
