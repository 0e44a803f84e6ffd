import { type Headline, recommendedInstead } from '../core/headline.ts';
import type { Row } from '../core/schema/row.ts';

export interface GateFlags {
  /** The least score, 0–1. */
  readonly threshold?: number | undefined;
  readonly requireImprovement?: boolean | undefined;
}

interface Reached {
  readonly headline: Headline | null;
  /** Of the best version, as it was measured when it was kept; null before a baseline. */
  readonly row: Row | null;
}

/** What was asked of a run and is not met, a sentence each. What was not measured meets nothing. */
export function unmetGates({ headline, row }: Reached, flags: GateFlags): readonly string[] {
  const fresh = headline?.certificate ?? (headline?.type === 'fresh' ? headline.final : null);
  const cell = row === null || row.score === '' ? null : Number(row.score);
  const score = fresh?.after ?? cell;
  const unmet: string[] = [];
  if (flags.threshold !== undefined && (score === null || score < flags.threshold)) {
    const what = score === null ? 'Nothing was measured' : `The best version has ${score.toFixed(4)}`;
    unmet.push(`${what}, and --threshold asks for ${flags.threshold}.`);
  }
  if (flags.requireImprovement && !isImproved(headline)) {
    const what = fresh === null ? 'No gain was measured afresh' : 'The fresh passes show no gain';
    unmet.push(`${what}, and --require-improvement asks for one.`);
  }
  return unmet;
}

function isImproved(headline: Headline | null): boolean {
  if (headline === null) return false;
  if (headline.certificate !== null) return headline.certificate.verdict === 'improved';
  return headline.type === 'fresh' && recommendedInstead(headline) === null;
}
