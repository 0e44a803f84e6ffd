import { afterEach, expect, it } from 'vitest';
import { type Interruptible, interruptible } from '../../src/cli/interrupts.ts';
import { quietShell } from '../support/shell.ts';

let stop: Interruptible | null = null;
afterEach(() => stop?.release());

function listen() {
  const shell = quietShell();
  const made = interruptible(shell);
  stop = made;
  return { shell, stop: made };
}

it('without a signal nothing is asked for', () => {
  const { stop } = listen();
  expect({ requested: stop.requested(), aborted: stop.abort.aborted, code: stop.code() }).toEqual({
    requested: false,
    aborted: false,
    code: null,
  });
});

it('the first signal asks for an end, the second ends the calls under way, and each says so', () => {
  const { shell, stop } = listen();
  process.emit('SIGINT');
  expect([stop.requested(), stop.abort.aborted]).toEqual([true, false]);
  expect(shell.reported.join()).toContain('may finish');
  process.emit('SIGINT');
  expect(stop.abort.aborted).toBe(true);
  expect(shell.reported.at(-1)).toContain('Ending the calls under way');
});

it('a pause holds what asks for a call until it is over, and a signal ends it', async () => {
  const { stop } = listen();
  const order: string[] = [];
  const ask = (name: string) => stop.untilResumed?.().then(() => order.push(name));
  await ask('before');
  expect(stop.togglePause()).toBe(true);
  const held = [ask('first'), ask('second')];
  await Promise.resolve();
  expect(order).toEqual(['before']);
  expect(stop.togglePause()).toBe(false);
  await Promise.all(held);
  expect(stop.togglePause()).toBe(true);
  const last = ask('last');
  process.emit('SIGINT');
  await last;
  expect(order).toEqual(['before', 'first', 'second', 'last']);
});

it('a run can be asked to end with the iteration under way', () => {
  const { stop } = listen();
  expect(stop.afterIteration?.()).toBe(false);
  stop.stopAfterIteration();
  expect([stop.afterIteration?.(), stop.requested()]).toEqual([true, false]);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s has the code %i', (signal, code) => {
  const { stop } = listen();
  process.emit(signal, signal);
  expect(stop.code()).toBe(code);
});

it('once released it hears nothing more', () => {
  const before = process.listenerCount('SIGINT');
  const { stop } = listen();
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  stop.release();
  expect(process.listenerCount('SIGINT')).toBe(before);
});
