/** Two verdicts on the same thing. */
export type VerdictPair = readonly [before: boolean, after: boolean];

/**
 * How far two judges agree beyond chance, -1 to 1: (p − e) / (1 − e), where p is the share of equal verdicts and e the
 * share that would be equal if each gave its verdicts at random as often as it did. null where there is nothing to compare,
 * or where both always said the same thing, so that chance explains all of it.
 * Source: Cohen, "A coefficient of agreement for nominal scales" (1960).
 */
export function kappaOf(pairs: readonly VerdictPair[]): number | null {
  if (pairs.length === 0) return null;
  const share = (holds: (pair: VerdictPair) => boolean) => pairs.filter(holds).length / pairs.length;
  const [before, after] = [share(([old]) => old), share(([, now]) => now)];
  const expected = before * after + (1 - before) * (1 - after);
  if (expected === 1) return null;
  return (share(([old, now]) => old === now) - expected) / (1 - expected);
}
