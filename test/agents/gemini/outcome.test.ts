import { describe, expect, test } from 'vitest';
import { endOfCall } from '../../../src/agents/gemini/outcome.ts';
import type { ErrorKind } from '../../../src/core/schema/trial.ts';
import type { ProcessEnd } from '../../../src/platform/process.ts';
import { EXITED, RECORDED, readLines, recorded } from './recorded-stream.ts';

const EXECUTOR = { role: 'executor' } as const;

/** What the client logged when the service refused in words that hold no status. */
const LOGS: Readonly<Record<string, string>> = {
  'unknown-model': 'ModelNotFoundError: scripted 404\n    at classify {\n  code: 404\n}',
  'rate-limited': 'Attempt 1 failed with status 429. Retrying with backoff...',
  quota: '  cause: { code: 429, details: [] },\n  status: 429\n}',
};

function endOf(name: string, ended: Partial<ProcessEnd> = {}) {
  return endOfCall({ ...recorded(name), call: EXECUTOR, ended: { ...EXITED, stderr: LOGS[name] ?? '', ...ended } });
}

describe('how a call ended', () => {
  test.each(['ok', 'denied-then-done', 'empty-after-work'])('%s: completed', (name) => {
    expect(endOf(name)).toEqual({ type: 'completed' });
  });

  test.each<[string, ErrorKind, string]>([
    ['unauthorized', 'auth', 'scripted 401'],
    ['key-not-valid', 'auth', 'API key not valid. Please pass a valid API key.'],
    ['unknown-model', 'auth', 'the model may not exist: scripted 404'],
    ['rate-limited', 'rate_limit', 'scripted 429'],
    ['quota', 'rate_limit', 'You exceeded your current quota'],
    ['overloaded', 'overload', 'scripted 529'],
    ['server-error', 'overload', 'scripted 500'],
    ['bad-request', 'crash', 'scripted 400'],
    ['late', 'crash', 'scripted 400'],
    ['garbage', 'crash', 'Incomplete JSON'],
    ['cut', 'cut', 'terminated'],
    ['hang', 'cut', 'without a result'],
    ['silent', 'cut', 'without a result'],
    ['max-turns', 'cap', 'max session turns'],
    ['loop', 'cap', 'Loop detected'],
    ['denied-write', 'denied', 'write_file'],
    ['empty', 'empty', 'without a word'],
  ])('%s: failed, %s, with a message about %s', (name, kind, words) => {
    expect(endOf(name)).toMatchObject({ type: 'failed', kind, message: expect.stringContaining(words) });
  });

  test('a service that names a time is asked again after it', () => {
    expect(endOf('quota')).toMatchObject({ retryAfterMs: 41_500 });
    expect(endOf('rate-limited')).toMatchObject({ retryAfterMs: null });
  });

  test.each(RECORDED)('%s: our own timer and signal outrank whatever the client said', (name) => {
    expect(endOf(name, { type: 'timeout', killedBy: 'SIGTERM' })).toEqual({ type: 'timeout' });
    expect(endOf(name, { type: 'aborted' })).toEqual({ type: 'interrupted' });
  });

  test.each(RECORDED)('%s: the exit code changes nothing', (name) => {
    const withCode = (exitCode: number) => JSON.stringify(endOf(name, { exitCode })).replace(/code \d+/, '');
    expect(withCode(145)).toBe(withCode(0));
  });

  test.each(RECORDED)('%s: cut before its result line it is never completed', (name) => {
    const { lines } = recorded(name);
    const cut = readLines(lines.filter((line) => JSON.parse(line).type !== 'result'));
    expect(endOfCall({ ...cut, call: EXECUTOR, ended: EXITED })).toMatchObject({ type: 'failed', kind: 'cut' });
  });

  test('success of which nothing was counted is an answer that was cut', () => {
    const stats = { total_tokens: 0, input_tokens: 0, output_tokens: 0, cached: 0 };
    const lines = [
      { type: 'message', role: 'assistant', content: 'this will not' },
      { type: 'result', status: 'success', stats },
    ];
    const recording = readLines(lines.map((line) => JSON.stringify(line)));
    expect(endOfCall({ ...recording, call: EXECUTOR, ended: EXITED })).toMatchObject({ kind: 'cut' });
  });

  test('a client without a login says so before it begins, and others crash', () => {
    const silent = { ...readLines([]), call: EXECUTOR };
    const stderr = 'Please set an Auth method in your settings.json';
    expect(endOfCall({ ...silent, ended: { ...EXITED, exitCode: 41, stderr } })).toMatchObject({ kind: 'auth' });
    expect(endOfCall({ ...silent, ended: { ...EXITED, exitCode: 1, stderr: 'boom' } })).toMatchObject({
      kind: 'crash',
      message: 'gemini exited with code 1 without a result: boom',
    });
  });

  test('an error without a word of it is one all the same', () => {
    const stats = { total_tokens: 9, input_tokens: 8, output_tokens: 1 };
    const recording = readLines([JSON.stringify({ type: 'result', status: 'error', stats })]);
    expect(endOfCall({ ...recording, call: EXECUTOR, ended: EXITED })).toMatchObject({
      kind: 'crash',
      message: 'gemini ended with status error',
    });
  });

  test('a complaint that the model outlived is no end, and one that it did not is', () => {
    const { lines } = recorded('ok');
    const complaint = JSON.stringify({ type: 'error', severity: 'error', message: 'The response was blocked.' });
    const early = readLines([complaint, ...lines]);
    expect(endOfCall({ ...early, call: EXECUTOR, ended: EXITED })).toEqual({ type: 'completed' });
    const late = readLines([...lines.slice(0, -1), complaint, ...lines.slice(-1)]);
    expect(endOfCall({ ...late, call: EXECUTOR, ended: EXITED })).toMatchObject({ kind: 'crash' });
  });

  test('a judge has nothing to write, so nothing that it was denied counts', () => {
    const recording = { ...recorded('denied-write'), ended: EXITED };
    expect(endOfCall({ ...recording, call: { role: 'judge' } })).toEqual({ type: 'completed' });
  });
});
