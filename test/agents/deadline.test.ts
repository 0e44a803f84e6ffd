import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { deadlineOf } from '../../src/agents/deadline.ts';

const never = () => new AbortController().signal;

test('a call is over when its time is', async () => {
  const deadline = deadlineOf({ timeoutMs: 20, signal: never() });
  expect(deadline.end()).toBeNull();
  await delay(60);
  expect(deadline.signal.aborted).toBe(true);
  expect(deadline.end()).toEqual({ type: 'timeout' });
});

test('a call is over when the run is, and what comes later changes nothing', async () => {
  const stop = new AbortController();
  const deadline = deadlineOf({ timeoutMs: 20, signal: stop.signal });
  stop.abort();
  await delay(60);
  expect(deadline.end()).toEqual({ type: 'interrupted' });
});

test('a call of a run that was over before is over at once', () => {
  expect(deadlineOf({ timeoutMs: 10_000, signal: AbortSignal.abort() }).end()).toEqual({ type: 'interrupted' });
});

test('a call that was done in time leaves no timer and no listener', async () => {
  const signal = never();
  const deadline = deadlineOf({ timeoutMs: 20, signal });
  deadline.clear();
  await delay(60);
  expect(deadline.end()).toBeNull();
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a time-out of any length is no time-out at once', async () => {
  const deadline = deadlineOf({ timeoutMs: Number.MAX_SAFE_INTEGER, signal: never() });
  await delay(20);
  expect(deadline.end()).toBeNull();
  deadline.clear();
});
