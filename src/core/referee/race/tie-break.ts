/**
 * A number in [0, 2^32) that looks random but depends on nothing else: it orders evals that are worth the same.
 * Source: FNV-1a over UTF-16 units (Fowler, Noll, Vo), mixed by the 32-bit finaliser of MurmurHash3 (Appleby).
 */
export function tieBreak(seed: number, evalId: string): number {
  const text = `${seed}\n${evalId}`;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
