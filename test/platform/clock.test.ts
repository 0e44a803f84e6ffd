import { expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';

it('a sleep lasts at least its time', async () => {
  const before = systemClock.now();
  await systemClock.sleep(30);
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(29);
});

it('a sleep ends at once when the signal is aborted, before or while it lasts', async () => {
  const stop = new AbortController();
  const sleep = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  await sleep;
  await systemClock.sleep(60_000, stop.signal);
});
