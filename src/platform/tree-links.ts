/** As many links as Linux follows before it calls a path a loop. */
const MAX_LINKS = 40;

/**
 * Whether following the link at `path` leaves the tree, given the targets of all its links by path. Followed as the
 * system would, part by part, but in the list of links only: what lies outside, and what is missing, plays no role.
 */
export function leavesTree(path: string, links: ReadonlyMap<string, string>): boolean {
  const place = path.split('/').slice(0, -1);
  const ahead = partsOf(links.get(path) ?? '');
  for (let followed = 1; followed <= MAX_LINKS; ) {
    const part = ahead.shift();
    if (part === undefined) return false;
    if (part === '/') return true;
    if (part === '..' && place.pop() === undefined) return true;
    if (part === '..') continue;
    const target = links.get([...place, part].join('/'));
    if (target === undefined) {
      place.push(part);
    } else {
      ahead.unshift(...partsOf(target));
      followed += 1;
    }
  }
  return false;
}

function partsOf(target: string): string[] {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  return target.startsWith('/') ? ['/', ...parts] : parts;
}
