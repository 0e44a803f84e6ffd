import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfCall } from '../../../src/agents/codex/outcome.ts';
import { createStreamReader } from '../../../src/agents/codex/stream.ts';
import { usageOf } from '../../../src/agents/codex/usage.ts';
import type { ErrorKind } from '../../../src/core/schema/trial.ts';
import { UNKNOWN_USAGE } from '../../../src/core/schema/usage.ts';
import type { ProcessEnd } from '../../../src/platform/process.ts';
import { EXITED, mutationsOf, type Recording, recordingsOf } from '../recorded-stream.ts';

const { names, recorded, readLines } = recordingsOf('codex', createStreamReader);
const call = { signal: new AbortController().signal };

function endOf(recording: Recording<ReturnType<typeof recorded>['facts']>, ended: Partial<ProcessEnd> = {}) {
  return endOfCall({ ...recording, call, ended: { ...EXITED, ...ended } });
}

const COMPLETED = ['ok', 'structured', 'tools', 'overloaded-then-fine', 'empty-after-work'];
const FAILED: readonly [string, ErrorKind, string][] = [
  ['unauthorized', 'auth', 'unexpected status 401 Unauthorized'],
  ['unknown-model', 'auth', 'does not exist'],
  ['rate-limited', 'rate_limit', '429'],
  ['overloaded', 'overload', '529'],
  ['server-error', 'overload', 'high demand'],
  ['bad-request', 'crash', 'scripted 400'],
  ['late', 'crash', 'scripted 400'],
  ['cut', 'cut', 'stream disconnected'],
  ['garbage', 'cut', 'stream closed'],
  ['empty', 'empty', 'without a word'],
  ['hang', 'cut', 'without a result'],
  ['silent', 'cut', 'without a result'],
];

describe('how a call of Codex ended', () => {
  test('is told by a stream for each way', () => {
    expect([...COMPLETED, ...FAILED.map(([name]) => name)].sort()).toEqual([...names].sort());
  });

  test.each(COMPLETED)('%s: completed, although the client remarks an error', (name) => {
    expect(endOf(recorded(name))).toEqual({ type: 'completed' });
    expect(recorded(name).facts.log.join()).toContain('Model metadata for `gpt-5` not found');
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
    '%s: no mutation of it crashes the reader, and only the end of its turn lets a call complete',
    (name) => {
      const { lines } = recorded(name);
      const isEnd = (line: string) => line.startsWith('{"type":"turn.completed"');
      fc.assert(
        fc.property(mutationsOf(lines), (mutated) => {
          const { type } = endOf(readLines(mutated));
          if (type === 'completed') {
            expect(COMPLETED).toContain(name);
            expect(mutated.filter(isEnd)).toContain(lines.find(isEnd));
          }
        }),
        { seed: 5, numRuns: 60 },
      );
    },
  );

  test('a client that never began has crashed, with its last words', () => {
    const ended = { exitCode: 1, stderr: 'Error loading config.toml' };
    expect(endOf(readLines([]), ended)).toMatchObject({
      kind: 'crash',
      message: 'codex exited with code 1 without a result: Error loading config.toml',
    });
  });
});

describe('a stream of Codex', () => {
  test('tells the conversation in its order', () => {
    const command = '/bin/bash -lc "cat \'/trial/skill/notes/SKILL.md\'"';
    expect(recorded('ok').events.slice(0, 2)).toEqual([
      { type: 'tool_call', id: 'item_1', name: 'command_execution', input: { command } },
      { type: 'tool_result', id: 'item_1', output: expect.stringContaining('OUR_BODY'), is_error: false },
    ]);
    expect(recorded('ok').events.at(-1)).toEqual({ type: 'message', role: 'assistant', text: 'Done.' });
  });

  test('tells changes of files, and commands that failed', () => {
    const { events } = recorded('tools');
    const changes = [{ path: '/trial/work/a.txt', kind: 'add' }];
    expect(events).toContainEqual(expect.objectContaining({ name: 'file_change', input: { changes } }));
    expect(events).toContainEqual(expect.objectContaining({ output: expect.stringContaining('nope'), is_error: true }));
  });

  test('tells a tool that has no beginning as called and ended, once', () => {
    const item = { id: 'i', type: 'web_search', query: 'weather' };
    const { events, facts } = readLines([JSON.stringify({ type: 'item.completed', item })]);
    expect(events).toEqual([
      { type: 'tool_call', id: 'i', name: 'web_search', input: { query: 'weather' } },
      { type: 'tool_result', id: 'i', output: '', is_error: false },
    ]);
    expect(facts.steps).toBe(1);
  });

  test('tells a call of a server by its name, and its error', () => {
    const item = {
      id: 'i',
      type: 'mcp_tool_call',
      server: 's',
      tool: 't',
      arguments: { a: 1 },
      error: { message: 'no' },
      status: 'failed',
    };
    expect(readLines([JSON.stringify({ type: 'item.completed', item })]).events).toEqual([
      { type: 'tool_call', id: 'i', name: 's.t', input: { a: 1 } },
      { type: 'tool_result', id: 'i', output: '{"message":"no"}', is_error: true },
    ]);
  });

  test('counts the tokens of the whole call, of which it does not know the price; nothing of one that failed', () => {
    expect(usageOf(recorded('ok').facts)).toEqual({
      input_tokens: 3000,
      output_tokens: 150,
      cached_input_tokens: 0,
      cost_usd: null,
    });
    expect(usageOf(recorded('unauthorized').facts)).toEqual(UNKNOWN_USAGE);
    expect(usageOf(recorded('hang').facts)).toEqual(UNKNOWN_USAGE);
  });
});
