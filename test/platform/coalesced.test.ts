import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { coalesced } from '../../src/platform/coalesced.ts';

/** Work that ends when it is told to. */
function heldWork() {
  const ends: (() => void)[] = [];
  let atOnce = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise<void>((resolve) => ends.push(resolve));
    atOnce -= 1;
  };
  return { work, ends, most: () => most };
}

it('what is asked for while it is done is done once afterwards, and never two at a time', async () => {
  const { work, ends, most } = heldWork();
  const page = coalesced(work, { rest: 0 });
  for (let index = 0; index < 5; index += 1) page.ask();
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await delay(30);
  expect(ends).toHaveLength(2);
  const over = page.end();
  await expect.poll(() => ends.length).toBe(3);
  ends[2]?.();
  await over;
  page.ask();
  expect([ends.length, most()]).toEqual([3, 1]);
});

it('it rests after each time, and its end waits neither for that nor does it leave anything out', async () => {
  const { work, ends } = heldWork();
  const page = coalesced(work, { rest: 1e6 });
  page.ask();
  await delay(5);
  page.ask();
  ends[0]?.();
  await delay(20);
  expect(ends).toHaveLength(1);
  const over = page.end();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await over;
});

it('its end waits for what is being done', async () => {
  const { work, ends, most } = heldWork();
  const page = coalesced(work, { rest: 0 });
  page.ask();
  const over = page.end();
  await delay(10);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  await over;
  expect(most()).toBe(1);
});

it('with a pause it begins a while after it is asked for, and its end does not wait that long', async () => {
  const { work, ends } = heldWork();
  const soon = coalesced(work, { rest: 0, pause: 20 });
  soon.ask();
  soon.ask();
  expect(ends).toHaveLength(0);
  await expect.poll(() => ends.length).toBe(1);
  const late = coalesced(work, { rest: 0, pause: 1e6 });
  late.ask();
  const over = late.end();
  await expect.poll(() => ends.length).toBe(2);
  for (const end of ends) end();
  await over;
});
