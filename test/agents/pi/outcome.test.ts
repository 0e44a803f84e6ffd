import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfCall } from '../../../src/agents/pi/outcome.ts';
import { createStreamReader } from '../../../src/agents/pi/stream.ts';
import { usageOf } from '../../../src/agents/pi/usage.ts';
import type { ErrorKind } from '../../../src/core/schema/trial.ts';
import { UNKNOWN_USAGE } from '../../../src/core/schema/usage.ts';
import type { ProcessEnd } from '../../../src/platform/process.ts';
import { EXITED, mutationsOf, type Recording, recordingsOf } from '../recorded-stream.ts';

const { names, recorded, readLines } = recordingsOf('pi', createStreamReader);
const call = { signal: new AbortController().signal };

function endOf({ facts }: Recording<ReturnType<typeof recorded>['facts']>, ended: Partial<ProcessEnd> = {}) {
  return endOfCall({ facts, call, ended: { ...EXITED, ...ended } });
}

const COMPLETED = ['ok', 'structured', 'tools', 'overloaded-then-fine', 'empty-after-work'];
const FAILED: readonly [string, ErrorKind, string][] = [
  ['unauthorized', 'auth', '401'],
  ['unknown-model', 'auth', '404'],
  ['rate-limited', 'rate_limit', '429'],
  ['overloaded', 'overload', '529'],
  ['server-error', 'overload', '500'],
  ['bad-request', 'crash', '400'],
  ['late', 'crash', '400'],
  ['cut', 'cut', 'terminated'],
  ['garbage', 'cut', 'before its end was told'],
  ['empty', 'empty', 'without a word'],
  ['hang', 'cut', 'without a result'],
  ['silent', 'cut', 'without a result'],
];

/** An answer of the model, as the client tells it. */
function answer(changes: object): string {
  const usage = { input: 1, output: 1, cacheRead: 2, cacheWrite: 3, cost: { total: 0.5 } };
  const content = [{ type: 'text', text: 'Hm.' }];
  return JSON.stringify({ type: 'message_end', message: { role: 'assistant', content, usage, ...changes } });
}

describe('how a call of pi ended', () => {
  test('is told by a stream for each way', () => {
    expect([...COMPLETED, ...FAILED.map(([name]) => name)].sort()).toEqual([...names].sort());
  });

  test.each(COMPLETED)('%s: completed', (name) => {
    expect(endOf(recorded(name))).toEqual({ type: 'completed' });
  });

  test.each(FAILED)('%s: failed, %s, with a message about %s', (name, kind, words) => {
    expect(endOf(recorded(name))).toMatchObject({ type: 'failed', kind, message: expect.stringContaining(words) });
  });

  test.each(names)(
    '%s: our own timer and signal outrank whatever the client said, and the exit code says nothing',
    (name) => {
      expect(endOf(recorded(name), { type: 'timeout' })).toEqual({ type: 'timeout' });
      const aborted = { call: { signal: AbortSignal.abort() }, ended: { ...EXITED, type: 'aborted' as const } };
      expect(endOfCall({ ...recorded(name), ...aborted })).toEqual({ type: 'interrupted' });
      const withCode = (exitCode: number) =>
        JSON.stringify(endOf(recorded(name), { exitCode })).replace(/code \d+/, '');
      expect(withCode(1)).toBe(withCode(0));
    },
  );

  test.each(names)(
    '%s: no mutation of it crashes the reader, and only the last answer lets a call complete',
    (name) => {
      const { lines } = recorded(name);
      const isEnd = (line: string) => line.startsWith('{"type":"message_end"') && line.includes('"stopReason":"stop"');
      fc.assert(
        fc.property(mutationsOf(lines), (mutated) => {
          if (endOf(readLines(mutated)).type !== 'completed') return;
          expect([...COMPLETED, 'empty']).toContain(name);
          expect(mutated.filter(isEnd)).toContain(lines.find(isEnd));
        }),
        { seed: 5, numRuns: 60 },
      );
    },
  );

  test('an answer that reached its limit has reached a cap', () => {
    expect(endOf(readLines([answer({ stopReason: 'length' })]))).toMatchObject({ kind: 'cap' });
  });

  test('a login for another provider than that of the model is none', () => {
    const ended = { exitCode: 1, stderr: 'No API key found for anthropic.' };
    expect(endOf(readLines([]), ended)).toMatchObject({ kind: 'auth', message: 'No API key found for anthropic.' });
  });
});

describe('a stream of pi', () => {
  test('tells the conversation in its order', () => {
    const { events } = recorded('ok');
    const path = '/trial/skill/notes/SKILL.md';
    expect(events).toEqual([
      { type: 'tool_call', id: expect.any(String), name: 'read', input: { path } },
      { type: 'tool_result', id: expect.any(String), output: expect.stringContaining('OUR_BODY'), is_error: false },
      { type: 'tool_call', id: expect.any(String), name: 'write', input: expect.anything() },
      { type: 'tool_result', id: expect.any(String), output: expect.any(String), is_error: false },
      { type: 'message', role: 'assistant', text: 'Done.' },
    ]);
  });

  test('tells tools that failed, and names what is no text', () => {
    expect(recorded('tools').events.filter((event) => event.type === 'tool_result' && event.is_error)).toHaveLength(2);
    const content = [
      { type: 'text', text: 'a page' },
      { type: 'image', data: '…' },
    ];
    const line = JSON.stringify({ type: 'tool_execution_end', toolCallId: 't', result: { content } });
    expect(readLines([line]).events).toMatchObject([{ output: 'a page\n[image]' }]);
  });

  test('counts every answer, with what was written to the cache and read from it', () => {
    expect(usageOf(recorded('ok').facts)).toMatchObject({ input_tokens: 3000, output_tokens: 150 });
    expect(usageOf(readLines([answer({ stopReason: 'stop' })]).facts)).toEqual({
      input_tokens: 6,
      output_tokens: 1,
      cached_input_tokens: 2,
      cost_usd: 0.5,
    });
  });

  test('knows no price where the client knows none', () => {
    const usage = { input: 7, output: 1, cost: { total: 0 } };
    expect(usageOf(readLines([answer({ stopReason: 'stop', usage })]).facts)).toMatchObject({ cost_usd: null });
  });

  test('counts nothing for a service that refused, and does not know what one used that broke off', () => {
    expect(usageOf(recorded('unauthorized').facts)).toMatchObject({ input_tokens: 0, cost_usd: 0 });
    for (const name of ['cut', 'garbage', 'hang', 'silent']) {
      expect(usageOf(recorded(name).facts), name).toEqual(UNKNOWN_USAGE);
    }
  });
});
