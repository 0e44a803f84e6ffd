/**
 * Φ, the share of the standard normal distribution below z, to 1e-15 relative to 1.
 * The simulator has its own, so that the truth does not lean on the code that it judges.
 * Source: G. Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11 (2004).
 * @param {number} z
 */
export function share(z) {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let sum = z;
  let before = 0;
  let term = z;
  const square = z * z;
  for (let index = 3; sum !== before; index += 2) {
    before = sum;
    term *= square / index;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-0.5 * square - 0.9189385332046727);
}
