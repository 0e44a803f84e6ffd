import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApi } from '../../../src/agents/api/agent.ts';
import { FAULTS } from '../../support/model-server/faults.ts';
import { SERVED } from '../../support/model-server/reply.ts';
import { type ModelScript, type ModelServer, startModelServer } from '../../support/model-server/server.ts';
import { PRICES } from '../../support/prices.ts';
import { installNotes, makeTrialFolder, type TrialFolder } from '../../support/trial-folder.ts';

interface Case {
  readonly model: string;
  /** What leads it to the scripted server. */
  variables(url: string): Readonly<Record<string, string>>;
}

/** Every way in which a provider may be asked. */
const CASES: readonly Case[] = [
  { model: 'anthropic/m', variables: (url) => ({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url }) },
  { model: 'openai/m', variables: (url) => ({ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `${url}/v1` }) },
  { model: 'google/m', variables: (url) => ({ GEMINI_API_KEY: 'k', GOOGLE_GEMINI_BASE_URL: url }) },
  { model: 'ollama/m', variables: (url) => ({ OLLAMA_BASE_URL: url }) },
  { model: 'llamacpp/m', variables: (url) => ({ LLAMACPP_BASE_URL: url }) },
  { model: 'vllm/m', variables: (url) => ({ VLLM_BASE_URL: url, VLLM_API_KEY: 'k' }) },
  { model: 'compatible/m', variables: (url) => ({ SKILLRATCHET_API_BASE_URL: url }) },
];

interface Scene {
  readonly agent: ReturnType<typeof createApi>;
  readonly server: ModelServer;
  readonly folder: TrialFolder;
}

async function setScene({ model, variables }: Case, script: ModelScript): Promise<Scene> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const environment = { PATH: process.env.PATH, ...variables(server.url) };
  const agent = createApi({ model, environment, prices: async () => PRICES });
  return { agent, server, folder: await makeTrialFolder() };
}

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['expectations'],
  properties: { expectations: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } } },
};

describe.each(CASES)('the provider of $model', (asked) => {
  test('is found before anything is run', async () => {
    const { agent, server } = await setScene(asked, () => ({ text: 'Hi.' }));
    expect(await agent.identify()).toEqual({ name: 'api', version: null, model: asked.model });
    expect(server.requests).toEqual([]);
  });

  test('takes a whole conversation with tools, and tells what it used', async () => {
    const { agent, server, folder } = await setScene(asked, ({ turn }) => {
      if (turn === 0) return { tools: [{ name: 'read', input: { path: '../skill/notes/SKILL.md' } }] };
      return turn === 1
        ? { text: 'I write.', tools: [{ name: 'write', input: { path: 'notes.txt', content: 'noted' } }] }
        : { text: 'Done.' };
    });
    const answer = await agent.run(folder.call({ role: 'executor', skill: await installNotes(folder, agent) }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, text: 'Done.', activation: { used: true } });
    expect(answer.usage).toMatchObject({ input_tokens: 3 * SERVED.input, output_tokens: 3 * SERVED.output });
    expect(answer.events).toContainEqual({ type: 'message', role: 'assistant', text: 'I write.' });
    expect(await readFile(join(folder.cwd, 'notes.txt'), 'utf8')).toBe('noted');
    expect(server.requests.map(({ model, turn }) => `${model} ${turn}`)).toEqual(['m 0', 'm 1', 'm 2']);
    expect(server.requests.map(({ raw }) => raw.includes('OUR_BODY'))).toEqual([false, true, true]);
  });

  test('gives a judge’s answer as data', async () => {
    const answered = { expectations: [{ id: 1 }] };
    const reply = { tools: [{ name: 'StructuredOutput', input: answered }] };
    const { agent, folder } = await setScene(asked, () => reply);
    const answer = await agent.run(folder.call({ role: 'judge', schema: SCHEMA }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, structured: answered });
  });

  test.each([
    ['login refused (401)', 'auth'],
    ['model unknown (404)', 'auth'],
    ['too many requests (429)', 'rate_limit'],
    ['server error (500)', 'overload'],
    ['overloaded (529)', 'overload'],
    ['200 with garbage', 'protocol'],
  ] as const)('fails in words that are understood: %s', async (fault, kind) => {
    const { agent, server, folder } = await setScene(asked, FAULTS[fault]());
    expect((await agent.run(folder.call({ role: 'executor' }))).end).toMatchObject({ type: 'failed', kind });
    expect(server.requests).toHaveLength(1);
  });
});
