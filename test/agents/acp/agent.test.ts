import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createAcp } from '../../../src/agents/acp/agent.ts';
import type { AgentAnswer } from '../../../src/agents/port.ts';
import { markedProcesses } from '../../support/marked.ts';
import { makeTrialFolder } from '../../support/trial-folder.ts';

const MISBEHAVES = fileURLToPath(new URL('../../../fixtures/agents/acp/misbehaves.js', import.meta.url));

const agentThat = (how: string) =>
  createAcp({
    command: `${MISBEHAVES} ${how.replaceAll(' ', '_')}`,
    environment: { PATH: process.env.PATH },
    cwd: '/',
    passEnv: [],
  });

/** What comes of a call of the client that does this one thing wrong. It leaves nothing behind. */
async function answerOf(how: string): Promise<AgentAnswer> {
  const call = (await makeTrialFolder()).call({ role: 'executor', timeoutMs: 4000 });
  const answer = await agentThat(how).run(call);
  expect(await markedProcesses(call.marker)).toEqual([]);
  return answer;
}

describe('a client that', () => {
  test.each([
    ['says nothing', { kind: 'empty' }],
    ['is cut', { kind: 'cut' }],
    ['hangs', { type: 'timeout' }],
    ['never answers', { type: 'timeout' }],
    ['reaches its limit', { kind: 'cap' }],
    ['refuses', { kind: 'denied' }],
    ['cancels by itself', { kind: 'crash' }],
    ['is not logged in', { kind: 'auth' }],
    ['is asked to wait', { kind: 'rate_limit' }],
    ['fails in its own way', { kind: 'crash', message: 'Internal error' }],
    ['answers garbage', { kind: 'protocol' }],
    ['speaks another version', { kind: 'protocol' }],
    ['talks nonsense between', { type: 'completed' }],
    ['stays when it is done', { type: 'completed' }],
    ['reports its cost', { type: 'completed' }],
  ])('%s', async (how, end) => {
    expect((await answerOf(how)).end).toMatchObject(end);
  });

  test('talks nonsense between has that in its log', async () => {
    const { log, text } = await answerOf('talks nonsense between');
    expect(text).toBe('Done.');
    expect(log).toContain('a line of log');
  });

  test('reports its cost is believed, and of tokens nothing is known', async () => {
    const { usage } = await answerOf('reports its cost');
    expect(usage).toEqual({ input_tokens: null, output_tokens: null, cached_input_tokens: null, cost_usd: 0.25 });
  });
});

describe('before anything is run', () => {
  test('the client says who it is', async () => {
    const name = `acp:${MISBEHAVES} hangs`;
    expect(await agentThat('hangs').identify()).toEqual({ name, version: '0', model: null });
  });

  test.each([
    ['no client of this protocol', 'cat', 'does not speak the Agent Client Protocol'],
    ['gone at once', 'true', 'does not speak the Agent Client Protocol'],
    ['not there', join('/none', 'client'), 'was not found'],
  ])('a command that is %s is refused', async (_, command, message) => {
    const agent = createAcp({ command, environment: { PATH: process.env.PATH }, cwd: '/', passEnv: [] });
    await expect(agent.identify()).rejects.toMatchObject({
      code: 'agent_unavailable',
      message: expect.stringContaining(message),
    });
  });

  test('a command must be named', () => {
    expect(() => createAcp({ command: null, environment: {}, cwd: '/', passEnv: [] })).toThrow('needs a command');
  });
});
