/** ½·ln 2π, of the density of the normal distribution. */
const HALF_LOG_TWO_PI = 0.9189385332046727;

/**
 * Probability that a standard normal variable is at most `z`, to about 1e-15. Beyond 8 standard deviations, 0 or 1.
 * Source: the Taylor series of Marsaglia, "Evaluating the Normal Distribution", J. Stat. Software 11 (2004), no. 4.
 */
export function normalCdf(z: number): number {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let [sum, before, term] = [z, Number.NaN, z];
  for (let odd = 3; sum !== before; odd += 2) {
    before = sum;
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI);
}
