import { afterEach, describe, expect, it } from 'vitest';
import { type Watched, watch } from '../../src/cli/watch.ts';
import { quietShell } from '../support/shell.ts';

/** Gives one after the other, and counts how often it was asked. */
function reading(...all: readonly Watched[]) {
  let asked = 0;
  const read = async (): Promise<Watched> => {
    const given = all[Math.min(asked, all.length - 1)];
    asked += 1;
    if (given === undefined) throw new Error('the scene has nothing to read');
    return given;
  };
  return { read, asked: () => asked };
}

const GOING = { text: 'iteration 1', last: false };
const signals = process.listenerCount('SIGINT');
afterEach(() => expect(process.listenerCount('SIGINT')).toBe(signals));

describe('off a terminal', () => {
  it('what is read is printed whenever it differs, until it was the last', async () => {
    const shell = quietShell();
    const { read, asked } = reading(GOING, GOING, { text: 'iteration 2', last: true });
    await watch(shell, read);
    expect(asked()).toBe(3);
    expect(shell.printed).toEqual(['iteration 1', '\niteration 2']);
  });

  it('what has ended already is read and printed once', async () => {
    const shell = quietShell();
    const { read, asked } = reading({ text: 'stopped', last: true });
    await watch(shell, read);
    expect(asked()).toBe(1);
    expect(shell.printed).toEqual(['stopped']);
  });
});

it('Ctrl-C ends the wait at once, and what is shown is as it is then', async () => {
  const shell = quietShell();
  const { read, asked } = reading(GOING);
  const watching = watch(shell, async () => {
    setTimeout(() => process.emit('SIGINT'), asked() * 10 + 10);
    return read();
  });
  await watching;
  expect(asked()).toBe(2);
  expect(shell.printed).toEqual(['iteration 1']);
});

it('trouble with what is read ends the watch, and it hears no signal any more', async () => {
  const broken = async () => {
    throw new Error('no such run');
  };
  await expect(watch(quietShell(), broken)).rejects.toThrow('no such run');
});
