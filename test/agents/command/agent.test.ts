import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommandAgent } from '../../../src/agents/command/agent.ts';
import type { AgentAnswer, AgentCall, AgentEvent } from '../../../src/agents/port.ts';
import { UNKNOWN_USAGE } from '../../../src/core/schema/usage.ts';
import { endMarked } from '../../../src/platform/sweep.ts';
import { isRunning } from '../../platform/programs.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { fixtureAgent } from '../../support/campaign.ts';
import { writeTree } from '../../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
let calls = 0;

/** A call in folders of its own, after which no process of it may live. */
async function call(
  program: string,
  changes: Partial<AgentCall> & { environment?: object } = {},
): Promise<AgentAnswer> {
  const { environment = {}, ...others } = changes;
  calls += 1;
  const marker = `command-test-${process.pid}/${calls}`;
  for (const folder of ['work', 'home']) await mkdir(at(folder), { recursive: true });
  const dir = await writeTree(at('skill', 'plan'), { 'SKILL.md': '---\nname: plan\n---\nplan: 3 2 1 0\n' });
  const agent = createCommandAgent({ program, model: 'm1', environment: { PATH: process.env.PATH, ...environment } });
  const answer = await agent.run({
    role: 'executor',
    prompt: 'Do case A.',
    cwd: at('work'),
    home: at('home'),
    skill: { name: 'plan', description: 'Plans.', dir },
    schema: null,
    timeoutMs: 20_000,
    seed: 7,
    maxUsd: null,
    marker,
    passEnv: [],
    hidden: [],
    confine: async (command) => command,
    signal: new AbortController().signal,
    onEvent: () => undefined,
    ...others,
  });
  expect(await endMarked(marker)).toBe(0);
  return answer;
}

/** A program that writes these lines to standard output, whatever it is asked. */
async function printing(lines: readonly (object | string)[], more = ''): Promise<string> {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  await writeTree(temp(), {
    lines: text,
    agent: { run: `#!/bin/sh\ncat > /dev/null\ncat '${at('lines')}'\n${more}\n` },
  });
  return at('agent');
}
const DONE = { type: 'result', status: 'completed', text: 'done' };

describe('a command agent that does its work', () => {
  it('gives events as they come, the final text, usage and how long it took', async () => {
    const told: AgentEvent[] = [];
    const answer = await call(fixtureAgent('plan'), { onEvent: (event) => told.push(event) });
    expect(answer).toMatchObject({
      end: { type: 'completed' },
      text: 'Case A: 3 lines are finished.',
      structured: null,
      usage: { input_tokens: 3, output_tokens: expect.any(Number), cached_input_tokens: 0, cost_usd: null },
      activation: { used: null, visible: null },
      identity: { name: `command:${fixtureAgent('plan')}`, version: null, model: 'm1' },
      log: '',
    });
    expect(answer.events.map(({ type }) => type)).toEqual(['message', 'tool_call', 'tool_result']);
    expect(told).toEqual(answer.events);
    expect(await readFile(at('work', 'result.txt'), 'utf8')).toContain('[03] done');
  });

  it('is asked with exactly one JSON document, in the work folder, with the given home', async () => {
    const program = await printing([DONE], 'true');
    await writeFile(
      program,
      `#!/bin/sh\ncat > request; printf '%s\\n%s\\n' "$PWD" "$HOME" > where; cat '${at('lines')}'\n`,
    );
    const schema = { type: 'object' };
    await call(program, { role: 'judge', skill: null, schema, prompt: 'Is it "good"?\n→ 2' });
    expect(JSON.parse(await readFile(at('work', 'request'), 'utf8'))).toEqual({
      protocol: 1,
      role: 'judge',
      prompt: 'Is it "good"?\n→ 2',
      cwd: at('work'),
      skill: null,
      model: 'm1',
      schema,
      timeout_ms: 20_000,
      seed: 7,
    });
    expect(await readFile(at('work', 'where'), 'utf8')).toBe(`${at('work')}\n${at('home')}\n`);
  });

  it('is told name, description and folder of the skill', async () => {
    const program = await printing([DONE]);
    await writeFile(program, `#!/bin/sh\ncat > request; cat '${at('lines')}'\n`);
    await call(program);
    const request: unknown = JSON.parse(await readFile(at('work', 'request'), 'utf8'));
    expect(request).toMatchObject({ skill: { name: 'plan', description: 'Plans.', dir: at('skill', 'plan') } });
  });

  it('has no variable but those that are allowed, and its own home even if HOME is let through', async () => {
    const program = await printing([DONE], 'env > environment');
    const environment = { GITHUB_TOKEN: 'secret', LANG: 'C', MINE: 'yes', HOME: '/home/me' };
    await call(program, { environment, passEnv: ['MINE', 'HOME'] });
    const names = (await readFile(at('work', 'environment'), 'utf8')).split('\n').map((line) => line.split('=')[0]);
    const ofTheShell = new Set(['', 'PWD', 'OLDPWD', 'SHLVL', '_']);
    expect(names.filter((name) => !ofTheShell.has(name ?? '')).sort()).toEqual([
      'HOME',
      'LANG',
      'MINE',
      'PATH',
      'SKILLRATCHET_MARKER',
      'TERM',
    ]);
    expect(await readFile(at('work', 'environment'), 'utf8')).toContain(`HOME=${at('home')}\n`);
  });

  it('may write what is no protocol: that is log, with standard error behind it', async () => {
    const answer = await call(fixtureAgent('noisy'));
    expect(answer).toMatchObject({ end: { type: 'completed' }, text: 'Case A: 3 lines are finished.' });
    expect(answer.log.split('\n')).toEqual([
      'Welcome! A new version is available.',
      '{"type": "message", "role": "assistant", "text": "cut off in the mid',
      '{"type":"telemetry","uptime":12}',
      '["no","object"]',
      'Goodbye!',
      'DeprecationWarning: the moon is out of date',
    ]);
  });

  it('may write bytes that are no UTF-8', async () => {
    const program = await printing([DONE]);
    await writeFile(
      at('lines'),
      Buffer.concat([Buffer.from('\xff\xfe noise\n', 'latin1'), Buffer.from(`${JSON.stringify(DONE)}\n`)]),
    );
    expect(await call(program)).toMatchObject({ end: { type: 'completed' }, log: '\uFFFD\uFFFD noise' });
  });

  it('has its usage added up, and a sum with an unknown part is unknown', async () => {
    const usage = { type: 'usage', input_tokens: 10, output_tokens: 2, cost_usd: 0.5 };
    expect((await call(await printing([usage, usage, DONE]))).usage).toEqual({
      input_tokens: 20,
      output_tokens: 4,
      cached_input_tokens: null,
      cost_usd: 1,
    });
    expect((await call(await printing([DONE]))).usage).toEqual(UNKNOWN_USAGE);
  });

  it('counts by its first result: later events, a second result and the exit code do not', async () => {
    const late = { type: 'message', text: 'too late' };
    const answer = await call(await printing([DONE, late, { type: 'result', status: 'error', error: 'no' }], 'exit 9'));
    expect(answer).toMatchObject({ end: { type: 'completed' }, text: 'done', events: [] });
  });

  it('leaves no process behind', async () => {
    const { end, events } = await call(fixtureAgent('leaves-child'));
    expect(end).toEqual({ type: 'completed' });
    expect(await isRunning(Number(/process (\d+)/.exec(JSON.stringify(events))?.[1]))).toBe(false);
  });
});

describe('a command agent that fails', () => {
  const failed = (kind: string, message: string, retryAfterMs: number | null = null) => ({
    type: 'failed',
    kind,
    message,
    retryAfterMs,
  });

  it.each([
    [{ status: 'error', error: 'fell over' }, failed('crash', 'fell over')],
    [{ status: 'error', text: 'only text' }, failed('crash', 'only text')],
    [{ status: 'error' }, failed('crash', 'the agent reported error')],
    [{ status: 'auth_error', error: 'log in first' }, failed('auth', 'log in first')],
    [{ status: 'rate_limited', error: 'slow down', retry_after_ms: 50 }, failed('rate_limit', 'slow down', 50)],
    [{ status: 'rate_limited' }, failed('rate_limit', 'the agent reported rate_limited')],
  ])('with the result %j ends as it says', async (result, end) => {
    expect((await call(await printing([{ type: 'result', ...result }]))).end).toEqual(end);
  });

  it.each([
    ['exits-3', failed('crash', 'exited with code 3 without a result line')],
    ['no-result', failed('protocol', 'ended without a result line')],
  ])('as %s does has its end told', async (name, end) => {
    expect((await call(fixtureAgent(name))).end).toEqual(end);
  });

  it('keeps what it said and its log', async () => {
    expect(await call(fixtureAgent('exits-3'))).toMatchObject({
      text: '',
      structured: null,
      log: 'the model fell over',
    });
    expect((await call(fixtureAgent('no-result'))).events).toEqual([
      { type: 'message', role: 'assistant', text: 'I am not finished yet.' },
    ]);
  });

  it('was ended by a signal', async () => {
    expect((await call(await printing([], 'kill -9 $$'))).end).toEqual(
      failed('crash', 'was ended by SIGKILL without a result line'),
    );
  });

  it('does not come back: it is ended with all its processes', async () => {
    expect((await call(fixtureAgent('hangs'), { timeoutMs: 300 })).end).toEqual({ type: 'timeout' });
  });

  it('has a result and then hangs: our timer outranks what it said', async () => {
    expect((await call(await printing([DONE], 'sleep 60'), { timeoutMs: 300 })).end).toEqual({ type: 'timeout' });
  });

  it('is interrupted by an abort', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 200);
    expect((await call(fixtureAgent('hangs'), { signal: abort.signal })).end).toEqual({ type: 'interrupted' });
  });

  it('has an interpreter that does not exist', async () => {
    await writeTree(temp(), { agent: { run: '#!/no/such/interpreter\n' } });
    expect((await call(at('agent'))).end).toMatchObject({
      type: 'failed',
      kind: 'crash',
      message: expect.stringContaining('could not be started'),
    });
  });
});

describe('a command agent that is not there', () => {
  it.each([
    ['a path that does not exist', 'nowhere', {}],
    ['a file that may not be executed', 'agent', { agent: 'text' }],
    ['a folder', 'agent', { agent: null }],
  ])('because it is %s is a sentence with exit code 4', async (_, name, files) => {
    await writeTree(temp(), files);
    const agent = createCommandAgent({ program: at(name), model: null, environment: process.env });
    const message = `The agent ${at(name)} was not found or is not executable.`;
    await expect(agent.identify()).rejects.toMatchObject({
      name: 'UserError',
      code: 'agent_unavailable',
      exit: 4,
      message,
    });
  });

  it('is looked up by its name in PATH', async () => {
    await writeTree(at('bin'), { 'my-agent': { run: '#!/bin/sh\n' } });
    const agent = (PATH: string) => createCommandAgent({ program: 'my-agent', model: 'm', environment: { PATH } });
    expect(await agent(at('bin')).identify()).toEqual({ name: 'command:my-agent', version: null, model: 'm' });
    await expect(agent('/nowhere').identify()).rejects.toMatchObject({ code: 'agent_unavailable' });
    await expect(agent('').identify()).rejects.toMatchObject({ code: 'agent_unavailable' });
  });

  it('finds its skill beside the work folder, never in it', () => {
    expect(createCommandAgent({ program: 'x', model: null, environment: {} }).skillPlace('notes')).toBe('skill/notes');
  });
});
