import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hearKeys } from '../../src/cli/keys.ts';

/** A terminal's input without a terminal, that notes when it hands on single keys. */
class Keyboard extends PassThrough {
  readonly modes: boolean[] = [];
  setRawMode(on: boolean): void {
    this.modes.push(on);
  }
}

let keyboard: Keyboard;
let pressed: string[];
let release: () => void;

beforeEach(() => {
  [keyboard, pressed] = [new Keyboard(), []];
  release = hearKeys(keyboard, { q: () => pressed.push('q'), d: () => pressed.push('d') });
});
afterEach(() => release());

async function type(keys: string): Promise<void> {
  keyboard.write(keys);
  await setImmediate();
}

it('keys do what they stand for, one by one, also where they come together', async () => {
  await type('q');
  await type('dqd');
  expect(pressed).toEqual(['q', 'd', 'q', 'd']);
});

it('other keys do nothing', async () => {
  await type('Q\u001b[A\n漢😀');
  expect(pressed).toEqual([]);
});

it('Ctrl-C is the signal that it is elsewhere', async () => {
  const signal = new Promise((resolve) => process.once('SIGINT', resolve));
  await type('\u0003');
  expect(await signal).toBe('SIGINT');
  expect(pressed).toEqual([]);
});

it('once released the terminal is as it was, and nothing is heard', async () => {
  expect([keyboard.modes, keyboard.isPaused()]).toEqual([[true], false]);
  release();
  expect([keyboard.modes, keyboard.isPaused(), keyboard.listenerCount('data')]).toEqual([[true, false], true, 0]);
  await type('q');
  expect(pressed).toEqual([]);
});
