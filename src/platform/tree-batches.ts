import { setImmediate as turn } from 'node:timers/promises';

/** Few enough that files opened at a time stay far below any limit of the system. */
const BATCH = 32;

/**
 * Does `work` for every item, some at a time; the results stand in the order of the items. Between some and the next,
 * whatever else waits for this thread has its turn.
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += BATCH) {
    if (start > 0) await turn();
    results.push(...(await Promise.all(items.slice(start, start + BATCH).map(work))));
  }
  return results;
}
