import { type Headline, type MeasuredCertificate, recommendedInstead } from '../core/headline.ts';
import type { Final } from '../core/schema/final.ts';

/** The result in a line: "0.58 → 0.83, +25 ± 9 points on 2 fresh passes of 12 evals", or what was certified since. */
export function headlineText(headline: Headline): string {
  const original = recommendedInstead(headline);
  const measured = measuredText(headline);
  if (original !== null) return `${measured}: no gain, so that ${original} is recommended`;
  return headline.certificate?.verdict === 'not shown' ? `${measured}: not shown` : measured;
}

/** From where to where, by how much, and on what, without a word on what follows. */
export function measuredText(headline: Headline): string {
  if (headline.certificate !== null) return certifiedText(headline.certificate);
  return headline.type === 'fresh' ? freshText(headline.final) : 'not measured afresh';
}

/** The result with what it means, for the end of a run. */
export function headlineLines(headline: Headline): readonly string[] {
  const best = headline.type === 'fresh' ? headline.final.best : headline.best;
  const { certificate, estimate } = headline;
  const meaning = 'A gain on these evals; on unseen prompts it is usually less (`submit` tells).';
  const steered = `An estimate steered the climb; it has ${best} at ${Number(estimate).toFixed(2)}.`;
  return [
    `Result: ${headlineText(headline)}.`,
    ...(isGainOnTheseEvals(headline) ? [meaning] : []),
    ...(certificate !== null && headline.type === 'fresh' ? [`The final passes: ${freshText(headline.final)}.`] : []),
    ...(estimate === null ? [] : [steered]),
  ];
}

function isGainOnTheseEvals(headline: Headline): boolean {
  const { type, certificate } = headline;
  if (certificate !== null) return certificate.kind === 'certify' && certificate.verdict === 'improved';
  return type === 'fresh' && recommendedInstead(headline) === null;
}

function freshText(final: Final): string {
  const { before, after, passes, evals } = final;
  const passesText = passes === 1 ? '1 fresh pass' : `${passes} fresh passes`;
  const evalsText = evals.length === 1 ? '1 eval' : `${evals.length} evals`;
  return `${before.toFixed(2)} → ${after.toFixed(2)}, ${gainText(final)} on ${passesText} of ${evalsText}`;
}

function certifiedText({ kind, evals, before, after, gain, interval }: MeasuredCertificate): string {
  const what = `${kind === 'submit' ? 'sealed ' : ''}${evals === 1 ? 'eval' : 'evals'}`;
  return `${before.toFixed(2)} → ${after.toFixed(2)}, ${gainText({ gain, interval })} on ${evals} ${what} (${kind})`;
}

/** "+25 ± 9 points", with a decimal where it is small. */
export function gainText({ gain, interval }: Pick<Final, 'gain' | 'interval'>): string {
  const digits = Math.abs(gain) < 0.095 ? 1 : 0;
  const points = (share: number): string => (100 * share).toFixed(digits);
  const half = interval === null ? '' : ` ± ${points((interval.high - interval.low) / 2)}`;
  return `${gain < 0 ? '-' : '+'}${points(Math.abs(gain))}${half} points`;
}
