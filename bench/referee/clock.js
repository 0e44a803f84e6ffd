/**
 * How long trials take together when each free slot takes the next one.
 * @param {readonly number[]} minutes
 * @param {number} concurrency
 */
export function makespan(minutes, concurrency) {
  if (minutes.length <= concurrency) return minutes.length === 0 ? 0 : Math.max(...minutes);
  const free = new Array(concurrency).fill(0);
  for (const each of minutes) {
    let first = 0;
    for (let slot = 1; slot < concurrency; slot += 1) if (free[slot] < free[first]) first = slot;
    free[first] += each;
  }
  return Math.max(...free);
}
