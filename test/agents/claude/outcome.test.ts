import { describe, expect, test } from 'vitest';
import { endOfCall } from '../../../src/agents/claude/outcome.ts';
import type { ErrorKind } from '../../../src/core/schema/trial.ts';
import type { ProcessEnd } from '../../../src/platform/process.ts';
import { EXECUTOR, EXITED, JUDGE, RECORDED, readLines, recorded } from './recorded-stream.ts';

const IMPROVER = {
  ...EXECUTOR,
  role: 'improver',
  skill: { name: 'notes', description: '', dir: '/stage/skill' },
} as const;

function endOf(name: string, ended: Partial<ProcessEnd> = {}, call: typeof EXECUTOR = callFor(name)) {
  return endOfCall({ ...recorded(name), call, ended: { ...EXITED, ...ended } });
}

function callFor(name: string): typeof EXECUTOR {
  return name.startsWith('structured') ? JUDGE : EXECUTOR;
}

describe('how a call ended', () => {
  test.each(['ok', 'structured', 'denied-fetch', 'denied-then-done'])('%s: completed', (name) => {
    expect(endOf(name)).toEqual({ type: 'completed' });
  });

  test.each<[string, ErrorKind, string]>([
    ['unauthorized', 'auth', '401'],
    ['not-logged-in', 'auth', 'Not logged in'],
    ['unknown-model', 'auth', 'may not exist'],
    ['rate-limited', 'rate_limit', '429'],
    ['overloaded', 'overload', '529'],
    ['server-error', 'overload', '500'],
    ['cut', 'cut', 'Connection to the API was lost'],
    ['bad-request', 'crash', '400'],
    ['garbage', 'crash', 'malformed response'],
    ['max-turns', 'cap', 'maximum number of turns'],
    ['max-budget', 'cap', 'maximum budget'],
    ['structured-invalid', 'protocol', 'structured output'],
    ['structured-missing', 'protocol', 'structured answer'],
    ['denied-write', 'denied', 'Write'],
    ['empty', 'empty', 'without a word'],
    ['foreign-skill', 'not_loaded', 'other, plugin:notes'],
    ['hang', 'cut', 'without a result'],
  ])('%s: failed, %s, with a message about %s', (name, kind, words) => {
    expect(endOf(name)).toMatchObject({ type: 'failed', kind, message: expect.stringContaining(words) });
  });

  test.each(RECORDED)('%s: our own timer and signal outrank whatever the client said', (name) => {
    expect(endOf(name, { type: 'timeout', killedBy: 'SIGTERM' })).toEqual({ type: 'timeout' });
    const call = { ...callFor(name), signal: AbortSignal.abort() };
    expect(endOf(name, { type: 'aborted' }, call)).toEqual({ type: 'interrupted' });
  });

  test.each(RECORDED)('%s: the exit code changes nothing', (name) => {
    const withoutCode = (exitCode: number) => JSON.stringify(endOf(name, { exitCode })).replace(/code \d+/, '');
    expect(withoutCode(143)).toBe(withoutCode(0));
  });

  test.each(RECORDED)('%s: cut before its result line it is never completed', (name) => {
    const { lines } = recorded(name);
    const cut = readLines(lines.filter((line) => JSON.parse(line).type !== 'result'));
    const end = endOfCall({ ...cut, call: callFor(name), ended: { ...EXITED, exitCode: null, killedBy: 'SIGKILL' } });
    expect(end).toMatchObject({ type: 'failed', kind: 'cut', message: expect.stringContaining('SIGKILL') });
  });

  test('a client that never spoke has crashed, and its last words are kept', () => {
    const silent = { ...readLines(['Error: odd option']), call: EXECUTOR };
    expect(endOfCall({ ...silent, ended: { ...EXITED, exitCode: 1, stderr: 'boom' } })).toMatchObject({
      kind: 'crash',
      message: 'claude exited with code 1 without a result: boom\nError: odd option',
    });
    const startError = { code: 'EACCES', message: 'permission denied' };
    expect(endOfCall({ ...silent, ended: { ...EXITED, type: 'not_started', startError } })).toMatchObject({
      kind: 'crash',
      message: 'could not be started: permission denied',
    });
  });

  test('an executor whose skill is missing, and a judge who sees one, are not loaded as they must be', () => {
    expect(endOf('structured', {}, { ...EXECUTOR, schema: {} })).toMatchObject({ kind: 'not_loaded' });
    expect(endOf('ok', {}, { ...JUDGE, schema: null })).toMatchObject({ kind: 'not_loaded' });
  });

  test('a call that we ended for the skills it saw is not loaded, not interrupted', () => {
    expect(endOf('foreign-skill', { type: 'aborted' })).toMatchObject({ kind: 'not_loaded' });
    const { facts } = recorded('ok');
    const untold = { facts: { ...facts, init: null }, events: [], call: EXECUTOR, ended: EXITED };
    expect(endOfCall(untold)).toMatchObject({ kind: 'not_loaded', message: expect.stringContaining('did not say') });
  });

  test('a login failure is told before a foreign skill, for it is what the user must mend first', () => {
    expect(endOf('unauthorized', {}, JUDGE)).toMatchObject({ kind: 'auth' });
  });

  test('a denied edit fails an improver, which has nothing else to show; a judge has nothing to write', () => {
    const recording = recorded('denied-write');
    const noSkills = recording.facts.init === null ? null : { ...recording.facts.init, skills: [] };
    const seen = { ...recording, facts: { ...recording.facts, init: noSkills }, ended: EXITED };
    expect(endOfCall({ ...seen, call: IMPROVER })).toMatchObject({ kind: 'denied' });
    expect(endOfCall({ ...seen, call: { ...JUDGE, schema: null } })).toEqual({ type: 'completed' });
  });

  test('an improver that edited and then answered in prose has done its work', () => {
    expect(endOf('structured-missing', {}, { ...IMPROVER, schema: {} })).toEqual({ type: 'completed' });
  });
});
