/** A mean of paired differences with its two-sided 95 % interval; the interval of a single pair is unknown, not empty. */
export interface PairedMean {
  readonly mean: number;
  readonly pairs: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/**
 * Mean of the differences and its paired Student t interval, in the differences' own unit. Each pair counts as one
 * draw, so that of several trials of an eval the caller passes the mean. Throws a RangeError for no pairs.
 * Source: Student, "The probable error of a mean", Biometrika 6 (1908).
 */
export function pairedMean(differences: readonly number[]): PairedMean {
  const pairs = differences.length;
  if (pairs === 0) throw new RangeError('the mean of no pairs is not a number');
  const mean = differences.reduce((sum, d) => sum + d, 0) / pairs;
  if (pairs === 1) return { mean, pairs, interval: null };
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  const half = tQuantile95(pairs - 1) * Math.sqrt(squares / (pairs - 1) / pairs);
  return { mean, pairs, interval: { low: mean - half, high: mean + half } };
}

/** The t beyond which lie 5 % of Student's distribution, both tails together. Throws unless the degrees are 1, 2, 3 … */
export function tQuantile95(degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 1) throw new RangeError(`${degrees} degrees of freedom`);
  // No distribution of this family reaches 13: with one degree of freedom the quantile is 12.7062.
  let [low, high] = [0, 13];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (centralShare(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| <= t): the finite series 26.7.3 and 26.7.4 of Abramowitz & Stegun, "Handbook of Mathematical Functions". */
function centralShare(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
