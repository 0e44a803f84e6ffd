import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPi } from '../../../src/agents/pi/agent.ts';
import type { Agent, AgentEvent } from '../../../src/agents/port.ts';
import { realClient } from '../../support/clients.ts';
import { type ModelScript, type ModelServer, startModelServer } from '../../support/model-server/server.ts';
import { installNotes, makeTrialFolder, SKILL_TEXT, type TrialFolder } from '../../support/trial-folder.ts';

const client = await realClient('pi');
const MODEL = 'openai/gpt-5';

interface Setting {
  readonly agent: Agent;
  readonly server: ModelServer;
  readonly folder: TrialFolder;
}

/** The real client, asking a model that follows the script. */
async function setUp(
  script: ModelScript,
  { model = MODEL, login = { OPENAI_API_KEY: 'key' } }: { model?: string; login?: Record<string, string> } = {},
): Promise<Setting> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const folder = await makeTrialFolder();
  const environment = {
    PATH: process.env.PATH,
    HOME: folder.userHome,
    OPENAI_BASE_URL: `${server.url}/v1`,
    ANTHROPIC_BASE_URL: server.url,
    ...login,
  };
  return { agent: createPi({ model, executable: client ?? '', environment }), server, folder };
}

/** The file that pi is told holds the skill's instructions. */
function takeNotesOf(skill: () => string): ModelScript {
  return ({ turn }) => {
    if (turn === 0) return { tools: [{ name: 'read', input: { path: skill() } }] };
    return turn === 1
      ? { tools: [{ name: 'write', input: { path: 'notes.txt', content: 'noted' } }] }
      : { text: 'Done.' };
  };
}

/** A trial in which the model reads the skill and takes notes. */
async function takeNotes(options: Parameters<typeof setUp>[1] = {}) {
  let file = '';
  const setting = await setUp(
    takeNotesOf(() => file),
    options,
  );
  const skill = await installNotes(setting.folder, setting.agent);
  file = join(skill.dir, 'SKILL.md');
  return { ...setting, skill };
}

/** The turns in whose requests the words stand. */
function turnsThatHeard({ requests }: ModelServer, words: string): readonly number[] {
  return requests.filter(({ raw }) => raw.includes(words)).map(({ turn }) => turn);
}

describe.skipIf(client === null)('pi as executor', () => {
  test.each([
    { api: 'Responses', model: 'openai/gpt-5', login: { OPENAI_API_KEY: 'key' }, path: '/v1/responses' },
    {
      api: 'Messages',
      model: 'anthropic/claude-sonnet-4-5',
      login: { ANTHROPIC_API_KEY: 'key' },
      path: '/v1/messages',
    },
  ])('asks by the $api API, reads the skill, and writes its output into the work folder', async (one) => {
    const { model, login, path } = one;
    const { agent, server, folder, skill } = await takeNotes({ model, login });
    const heard: AgentEvent[] = [];
    const answer = await agent.run(folder.call({ role: 'executor', skill, onEvent: (event) => heard.push(event) }));
    expect(answer).toMatchObject({
      end: { type: 'completed' },
      text: 'Done.',
      activation: { used: true, visible: null },
      identity: { name: 'pi', version: '0.74.2', model },
      usage: { input_tokens: 3000, output_tokens: 150, cached_input_tokens: 0, cost_usd: expect.any(Number) },
    });
    expect(await readFile(join(folder.cwd, 'notes.txt'), 'utf8')).toBe('noted');
    expect(turnsThatHeard(server, 'Takes notes for OURS')).toEqual([0, 1, 2]);
    expect(turnsThatHeard(server, 'OUR_BODY')).toEqual([1, 2]);
    expect(server.requests.map((request) => request.path)).toEqual([path, path, path]);
    expect(heard).toEqual(answer.events);
  });

  test('asks the models that the person has set up, of which no price is known', async () => {
    const { agent, server, folder, skill } = await takeNotes({ model: 'local/small', login: {} });
    const local = { baseUrl: `${server.url}/v1`, api: 'openai-completions', apiKey: 'any', models: [{ id: 'small' }] };
    await folder.write('home/.pi/agent/models.json', JSON.stringify({ providers: { local } }));
    expect(await agent.run(folder.call({ role: 'executor', skill }))).toMatchObject({
      end: { type: 'completed' },
      identity: { model: 'local/small' },
      usage: { input_tokens: 3000, output_tokens: 150, cost_usd: null },
    });
    expect(server.requests.map(({ path }) => path)).toContain('/v1/chat/completions');
  });
});

describe.skipIf(client === null)('pi as judge and improver', () => {
  test('an improver edits the copy of the skill with its own tools', async () => {
    const { agent, folder } = await setUp(({ turn }) => {
      const edits = [{ oldText: 'Write notes.txt', newText: 'Write notes.txt here' }];
      return turn === 0
        ? { tools: [{ name: 'edit', input: { path: 'skill/SKILL.md', edits } }] }
        : { text: '{"changelog": "Say where."}' };
    });
    await folder.write('repo/trial/work/skill/SKILL.md', SKILL_TEXT);
    const dir = join(folder.cwd, 'skill');
    const skill = { name: 'notes', description: '', dir };
    expect((await agent.run(folder.call({ role: 'improver', skill }))).end).toEqual({ type: 'completed' });
    expect(await readFile(join(dir, 'SKILL.md'), 'utf8')).toContain('Write notes.txt here as OUR_BODY says.');
  });
});

describe.skipIf(client === null)('pi in trouble', () => {
  test('whose login is for another provider than the model is not logged in', async () => {
    const { agent, folder } = await setUp(() => 'hang', { model: 'anthropic/claude-sonnet-4-5' });
    expect((await agent.run(folder.call({ role: 'executor' }))).end).toMatchObject({ type: 'failed', kind: 'auth' });
  });
});

describe('the identity of pi', () => {
  test.skipIf(client === null)('is given for a login that lies in a file', async () => {
    const { agent, folder } = await setUp(() => 'hang', { login: {} });
    await folder.write('home/.pi/agent/auth.json', JSON.stringify({ openai: { type: 'api_key', key: 'key' } }));
    expect(await agent.identify()).toEqual({ name: 'pi', version: '0.74.2', model: MODEL });
  });
});
