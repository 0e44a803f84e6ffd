import { describe, expect, test } from 'vitest';
import { endByUs, runCapped } from '../../src/agents/run-capped.ts';
import { makeTrialFolder } from '../support/trial-folder.ts';

/** A client that says a line for each of its steps, and then waits. */
async function runSteps(count: number, signal = new AbortController().signal) {
  const folder = await makeTrialFolder();
  const call = folder.call({ role: 'executor', timeoutMs: 1_500, signal });
  let steps = 0;
  const reader = {
    line: () => {
      steps += 1;
    },
    facts: () => ({ steps }),
  };
  const program = `for (let i = 0; i < ${count}; i += 1) console.log(i); setTimeout(() => undefined, ${count === 0 ? 0 : 60_000})`;
  const command = { file: process.execPath, args: ['-e', program], cwd: folder.cwd, env: {} };
  return endByUs(await runCapped(command, call, reader), call);
}

describe('a client without a cap of its own', () => {
  test('is ended when it goes in circles, and that is no interruption', async () => {
    expect(await runSteps(100)).toMatchObject({ kind: 'cap', message: 'reached the maximum number of 100 tool calls' });
  });

  test('may do one step less, until its time is up', async () => {
    expect(await runSteps(99)).toEqual({ type: 'timeout' });
  });

  test('is interrupted when the run is', async () => {
    expect(await runSteps(1, AbortSignal.timeout(300))).toEqual({ type: 'interrupted' });
  });

  test('ends by itself otherwise', async () => {
    expect(await runSteps(0)).toBeNull();
  });
});
