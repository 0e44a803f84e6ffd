import type { Final } from './schema/final.ts';

/** What may be said of the best version at the end of a climb. */
export type Headline =
  | { readonly type: 'fresh'; readonly final: Final; readonly estimate: string | null }
  | { readonly type: 'not fresh'; readonly best: string; readonly estimate: string | null };

export interface Outcome {
  readonly rule: string;
  /** The incumbent's version; null before the baseline is decided. */
  readonly best: string | null;
  /** `best_score` of the last row. */
  readonly score: string;
  /** What `final.json` says; null where there is none. */
  readonly final: Final | null;
}

/**
 * The headline of a run: v0 and best measured afresh. A measurement of an earlier best says nothing of this one. The
 * estimate is what rule `race` believes of the best; null where nothing was kept, and where only scores decide.
 */
export function headlineOf({ rule, best, score, final }: Outcome): Headline | null {
  if (best === null || best === 'v0') return null;
  const estimate = rule === 'race' ? score : null;
  if (final?.best === best) return { type: 'fresh', final, estimate };
  return estimate === null ? null : { type: 'not fresh', best, estimate };
}

/** The original where fresh passes showed no gain, so that it is recommended in place of the best; else null. */
export function recommendedInstead(headline: Headline | null): string | null {
  if (headline?.type !== 'fresh') return null;
  return headline.final.recommendation === 'original' ? headline.final.original : null;
}
