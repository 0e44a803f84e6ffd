import type { ArmPlan } from '../port.ts';
import type { Confidence, RaceSettings } from './settings.ts';

/** What a candidate must reach to be kept: a probability, and the quantile of the normal distribution that it stands for. */
export interface Bar {
  readonly p: number;
  readonly z: number;
}

/** Differences of fewer standard deviations than this are rounding: such a candidate is a tie. */
export const TIE = 1e-9;

/** Quantiles as constants: what is decided never depends on how a normal distribution is computed. */
export const EVEN: Bar = { p: 0.5, z: 0 };
const SIX_TENTHS: Bar = { p: 0.6, z: 0.2533471031357998 };
const SEVEN_TENTHS: Bar = { p: 0.7, z: 0.5244005127080407 };

/** The probability of having got worse beyond which an agent counts as hurt: as much as the strictest bar asks of a gain. */
export const HURT = SEVEN_TENTHS;

const BARS: Readonly<Record<Confidence, Bar>> = { explore: EVEN, balanced: SIX_TENTHS, cautious: SEVEN_TENTHS };

/** The bar for a plan: 0.1 less, but not below 0.5, for an edit that only removes text. */
export function barFor({ confidence }: RaceSettings, { shrinks }: ArmPlan): Bar {
  const bar = BARS[confidence];
  if (shrinks !== true) return bar;
  return bar === SEVEN_TENTHS ? SIX_TENTHS : EVEN;
}
