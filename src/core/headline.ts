import type { CertificateKind, CertificateRecord } from './schema/certificate.ts';
import type { Final } from './schema/final.ts';

/** What may be said of the best version at the end of a climb; what was certified afterwards says most. */
export type Headline = (
  | { readonly type: 'fresh'; readonly final: Final }
  | { readonly type: 'not fresh'; readonly best: string }
) & {
  /** What rule `race` believes of the best; null where only scores decide. */
  readonly estimate: string | null;
  /** null where nothing was certified of the best. */
  readonly certificate: MeasuredCertificate | null;
};

/** A certificate by which something was measured of both versions. */
export type MeasuredCertificate = CertificateRecord & {
  readonly before: number;
  readonly after: number;
  readonly gain: number;
};

export interface Outcome {
  readonly rule: string;
  /** The incumbent's version; null before the baseline is decided. */
  readonly best: string | null;
  /** `best_score` of the last row. */
  readonly score: string;
  /** What `final.json` says; null where there is none. */
  readonly final: Final | null;
  /** The newest of each kind. */
  readonly certificates: readonly CertificateRecord[];
}

/**
 * The headline of a run: v0 and best measured afresh, and what was certified of them. A measurement of an earlier best
 * says nothing of this one. Null where nothing was kept, and where nothing but the scores of the climb is known.
 */
export function headlineOf({ rule, best, score, final, certificates }: Outcome): Headline | null {
  if (best === null || best === 'v0') return null;
  const estimate = rule === 'race' ? score : null;
  const certificate = certificateBehind({ certificates, best });
  if (final?.best === best) return { type: 'fresh', final, estimate, certificate };
  return estimate === null && certificate === null ? null : { type: 'not fresh', best, estimate, certificate };
}

/**
 * The certificate that the gain of the best version rests on: sealed evals, which nothing of the climb has seen, are worth
 * more than those that decided. Null where none of them measured anything.
 */
export function certificateBehind({ certificates, best }: Pick<Outcome, 'certificates' | 'best'>) {
  const ofBest = certificates.filter((one) => one.best === best).filter(isMeasured);
  const newest = (kind: CertificateKind) => ofBest.findLast((one) => one.kind === kind);
  return newest('submit') ?? newest('certify') ?? null;
}

function isMeasured(one: CertificateRecord): one is MeasuredCertificate {
  return one.before !== null && one.after !== null && one.gain !== null;
}

/** The original where what the headline rests on came out no better, so that it is recommended in place of the best; else null. */
export function recommendedInstead(headline: Headline | null): string | null {
  if (headline === null) return null;
  const { certificate } = headline;
  if (certificate !== null) return certificate.gain > 0 ? null : certificate.original;
  if (headline.type === 'not fresh') return null;
  return headline.final.recommendation === 'original' ? headline.final.original : null;
}
