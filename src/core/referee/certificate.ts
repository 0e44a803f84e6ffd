import { type PairedMean, pairedMean } from '../stats/paired.ts';

/**
 * The betting certificate of "best is better than v0". Before each pass a share λ of the wealth is staked on every
 * pair's difference d = best − v0 in [−1, 1]. Where best is not better on average, the product of the factors 1 + λd
 * over a pass is expected to be at most 1 (by AM–GM, as the pairs of a pass are independent), so that the wealth is a
 * supermartingale and reaches 1/α with a probability of at most α, whenever one stops (Ville's inequality).
 * Source: Waudby-Smith & Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024).
 */

/** Differences best − v0 of the pairs of one complete pass, by eval id. An eval that one side lacks is left out. */
export type PairedPass = ReadonlyMap<string, number>;

export interface CertificateSettings {
  /** Probability of a false claim that is accepted, in (0, 1). */
  readonly alpha: number;
  /** Passes that the budget pays for, those already run included. */
  readonly affordable: number;
}

export interface PassBet {
  /** The share staked, fixed from earlier passes only. */
  readonly lambda: number;
  /** Natural logarithm of the wealth after the pass. The wealth itself leaves the range of numbers. */
  readonly logWealth: number;
}

export interface Certificate {
  readonly bets: readonly PassBet[];
  readonly verdict: 'improved' | 'not shown' | 'go on';
  /** Largest wealth so far, at most the largest number there is. */
  readonly wealth: number;
  /** Gain over the evals, each eval's passes averaged first; null before the first pair. */
  readonly gain: PairedMean | null;
}

export const FIRST_STAKE = 0.3;
export const LARGEST_STAKE = 0.9;
/** Keeps the stake modest while little is known: added to the mean square of the differences. */
export const CAUTION = 0.02;

/** What the passes so far prove. Throws a RangeError for a difference outside −1…1 or an α outside (0, 1). */
export function certificate(passes: readonly PairedPass[], { alpha, affordable }: CertificateSettings): Certificate {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha is ${alpha}, not between 0 and 1`);
  const bets: PassBet[] = [];
  let logWealth = 0;
  for (const [index, pass] of passes.entries()) {
    const lambda = stake(passes.slice(0, index));
    logWealth += growth(pass, lambda);
    bets.push({ lambda, logWealth });
  }
  const largest = Math.max(0, ...bets.map((bet) => bet.logWealth));
  return {
    bets,
    verdict: largest >= -Math.log(alpha) ? 'improved' : passes.length >= affordable ? 'not shown' : 'go on',
    wealth: Math.min(Math.exp(largest), Number.MAX_VALUE),
    gain: gainOver(passes),
  };
}

/** mean / (mean square + caution) of the differences so far: near the stake under which wealth grows fastest. */
function stake(earlier: readonly PairedPass[]): number {
  const differences = earlier.flatMap((pass) => [...pass.values()]);
  if (differences.length === 0) return FIRST_STAKE;
  const sum = differences.reduce((total, d) => total + d, 0);
  const squares = differences.reduce((total, d) => total + d * d, 0);
  return Math.min(LARGEST_STAKE, Math.max(0, sum / (squares + CAUTION * differences.length)));
}

function growth(pass: PairedPass, lambda: number): number {
  let sum = 0;
  for (const [evalId, d] of pass) {
    if (!(Math.abs(d) <= 1)) throw new RangeError(`the difference of eval ${evalId} is ${d}, not between -1 and 1`);
    sum += Math.log1p(lambda * d);
  }
  return sum;
}

function gainOver(passes: readonly PairedPass[]): PairedMean | null {
  const byEval = new Map<string, readonly number[]>();
  for (const pass of passes) {
    for (const [evalId, d] of pass) byEval.set(evalId, [...(byEval.get(evalId) ?? []), d]);
  }
  const means = [...byEval.values()].map((ds) => ds.reduce((sum, d) => sum + d, 0) / ds.length);
  return means.length === 0 ? null : pairedMean(means);
}
