import type { Headline } from '../core/headline.ts';
import type { Final } from '../core/schema/final.ts';

/** The result in a line: "0.58 → 0.83, +25 ± 9 points on 2 fresh passes of 12 evals". */
export function freshText(headline: Headline): string {
  if (headline.type === 'not fresh') return 'not measured afresh';
  const { before, after, passes, evals, recommendation, original } = headline.final;
  const passesText = passes === 1 ? '1 fresh pass' : `${passes} fresh passes`;
  const evalsText = evals.length === 1 ? '1 eval' : `${evals.length} evals`;
  const gain = `${before.toFixed(2)} → ${after.toFixed(2)}, ${gainText(headline.final)} on ${passesText} of ${evalsText}`;
  return recommendation === 'best' ? gain : `${gain}: no gain, so that ${original} is recommended`;
}

/** The result with what it means, for the end of a run; `submitted` where sealed evals have told already. */
export function headlineLines(headline: Headline, { submitted = false } = {}): readonly string[] {
  const best = headline.type === 'fresh' ? headline.final.best : headline.best;
  const { estimate } = headline;
  const steered =
    estimate === null ? [] : [`An estimate steered the climb; it has ${best} at ${Number(estimate).toFixed(2)}.`];
  const gained = headline.type === 'fresh' && headline.final.recommendation === 'best' && !submitted;
  const meaning = 'A gain on these evals; on unseen prompts it is usually less (`submit` tells).';
  return [`Result: ${freshText(headline)}.`, ...(gained ? [meaning] : []), ...steered];
}

/** "+25 ± 9 points", with a decimal where it is small. */
export function gainText({ gain, interval }: Pick<Final, 'gain' | 'interval'>): string {
  const digits = Math.abs(gain) < 0.095 ? 1 : 0;
  const points = (share: number): string => (100 * share).toFixed(digits);
  const half = interval === null ? '' : ` ± ${points((interval.high - interval.low) / 2)}`;
  return `${gain < 0 ? '-' : '+'}${points(Math.abs(gain))}${half} points`;
}
