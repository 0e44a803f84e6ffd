import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClaude } from '../../../src/agents/claude/agent.ts';
import type { Agent, AgentEvent } from '../../../src/agents/port.ts';
import { exists } from '../../../src/platform/exists.ts';
import { realClient } from '../../support/clients.ts';
import { DECOY, plantDecoys } from '../../support/decoys.ts';
import { markedProcesses } from '../../support/marked.ts';
import { type ModelScript, type ModelServer, startModelServer } from '../../support/model-server/server.ts';
import { installNotes, makeTrialFolder, SKILL_TEXT, type TrialFolder } from '../../support/trial-folder.ts';

const client = await realClient('claude');
const MODEL = 'claude-sonnet-4-5';
/** The home, and the folders above the work folder. */
const DECOY_PLACES = ['home', 'repo', 'repo/trial'];

interface Setting {
  readonly agent: Agent;
  readonly server: ModelServer;
  readonly folder: TrialFolder;
}

/** The real client, asking a model that follows the script. Without a key its login lies in the user's home. */
async function setUp(
  script: ModelScript,
  variables: Record<string, string> = { ANTHROPIC_API_KEY: 'key' },
): Promise<Setting> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const folder = await makeTrialFolder();
  const environment = {
    PATH: process.env.PATH,
    HOME: folder.userHome,
    ANTHROPIC_BASE_URL: server.url,
    CLAUDE_CODE_MAX_RETRIES: '1',
    ...variables,
  };
  return { agent: createClaude({ model: MODEL, executable: client ?? '', environment }), server, folder };
}

const takeNotes: ModelScript = ({ turn, cwd }) => {
  if (turn === 0) return { tools: [{ name: 'Skill', input: { skill: 'notes' } }] };
  if (turn === 1) return { tools: [{ name: 'Write', input: { file_path: join(cwd, 'notes.txt'), content: 'noted' } }] };
  return { text: 'Done.' };
};

/** The turns in whose requests the words stand. */
function turnsThatHeard({ requests }: ModelServer, words: string): readonly number[] {
  return requests.filter(({ raw }) => raw.includes(words)).map(({ turn }) => turn);
}

describe.skipIf(client === null)('Claude Code as executor', () => {
  test('finds the skill by itself, loads it, and writes its output into the work folder', async () => {
    const { agent, server, folder } = await setUp(takeNotes);
    const heard: AgentEvent[] = [];
    const call = folder.call({
      role: 'executor',
      skill: await installNotes(folder, agent),
      onEvent: (event) => heard.push(event),
    });
    const answer = await agent.run(call);
    expect(answer).toMatchObject({
      end: { type: 'completed' },
      text: 'Done.',
      structured: null,
      activation: { used: true, visible: ['notes'] },
      identity: { name: 'claude', version: expect.stringMatching(/^\d+\.\d+/), model: MODEL },
      usage: { input_tokens: 3000, output_tokens: 150, cost_usd: expect.closeTo(0.01125) },
    });
    expect(await readFile(join(folder.cwd, 'notes.txt'), 'utf8')).toBe('noted');
    expect(turnsThatHeard(server, 'Takes notes for OURS')).toEqual([0, 1, 2]);
    expect(turnsThatHeard(server, 'OUR_BODY')).toEqual([1, 2]);
    expect(heard).toEqual(answer.events);
  });

  test.each([
    ['whose login is a key', { ANTHROPIC_API_KEY: 'key' }],
    ['whose login lies in the home', {}],
  ])('of a user %s never meets skills, memory, hooks or servers of the home or of folders above', async (_, login) => {
    const { agent, server, folder } = await setUp(takeNotes, login);
    for (const place of DECOY_PLACES) await plantDecoys(join(folder.root, place), 'notes');
    await folder.write(
      'home/.claude/.credentials.json',
      JSON.stringify({
        claudeAiOauth: { accessToken: 'token', refreshToken: 'r', expiresAt: 4e12, scopes: ['user:inference'] },
      }),
    );
    const answer = await agent.run(folder.call({ role: 'executor', skill: await installNotes(folder, agent) }));
    expect(answer).toMatchObject({ end: { type: 'completed' }, activation: { used: true, visible: ['notes'] } });
    expect(turnsThatHeard(server, DECOY)).toEqual([]);
    for (const place of DECOY_PLACES) expect(await exists(join(folder.root, place, DECOY))).toBe(false);
  });

  test('says which skills it would see without asking the model', async () => {
    const { agent, server, folder } = await setUp(takeNotes);
    for (const place of DECOY_PLACES) await plantDecoys(join(folder.root, place), 'notes');
    const skill = await installNotes(folder, agent);
    const announced = () => agent.announced(folder.call({ role: 'executor', skill }));
    expect(await announced()).toEqual(['notes']);
    await folder.write('repo/trial/plugin/skills/other/SKILL.md', SKILL_TEXT.replaceAll('notes', 'other'));
    expect((await announced())?.length).toBe(2);
    expect(server.requests).toEqual([]);
  });

  test('may run commands, none of which outlives the call, and is failed as denied where it may not write', async () => {
    const { agent, folder } = await setUp(({ turn, cwd }) => {
      if (turn === 0)
        return {
          tools: [{ name: 'Bash', input: { command: '(sleep 300 &); node -e "console.log(6*7)" > answer.txt' } }],
        };
      return turn === 1
        ? { tools: [{ name: 'Write', input: { file_path: join(cwd, '../outside.txt'), content: 'x' } }] }
        : { text: 'Hm.' };
    });
    const call = folder.call({ role: 'executor' });
    expect((await agent.run(call)).end).toMatchObject({ type: 'failed', kind: 'denied' });
    expect(await markedProcesses(call.marker)).toEqual([]);
    expect(await readFile(join(folder.cwd, 'answer.txt'), 'utf8')).toBe('42\n');
    expect(await exists(join(folder.cwd, '../outside.txt'))).toBe(false);
  });

  test('gets a prompt of any size and with any characters exactly as it is', async () => {
    const { agent, server, folder } = await setUp(() => ({ text: 'Read.' }));
    const prompt = `-p "quoted" 'too' \\ $HOME ü 雪\n${'long '.repeat(60_000)}end`;
    expect((await agent.run(folder.call({ role: 'executor', prompt }))).end).toEqual({ type: 'completed' });
    expect(turnsThatHeard(server, JSON.stringify(prompt).slice(1, -1))).toEqual([0]);
  });
});

describe.skipIf(client === null)('Claude Code as judge and improver', () => {
  const schema = { type: 'object', required: ['expectations'], properties: { expectations: { type: 'array' } } };

  test('a judge sees no skill and gives its answer as data', async () => {
    const answered = { expectations: [{ id: 1, passed: true, evidence: 'line 3' }] };
    const { agent, server, folder } = await setUp(() => ({ tools: [{ name: 'StructuredOutput', input: answered }] }));
    for (const place of DECOY_PLACES) await plantDecoys(join(folder.root, place), 'notes');
    const answer = await agent.run(folder.call({ role: 'judge', schema }));
    expect(answer).toMatchObject({
      end: { type: 'completed' },
      structured: answered,
      activation: { used: null, visible: [] },
    });
    expect(server.requests.map(({ role }) => role)).toEqual(['judge']);
    expect(turnsThatHeard(server, DECOY)).toEqual([]);
  });

  test('an improver edits the copy of the skill with its own tools', async () => {
    const changelog = { changelog: 'Say where.', hypothesis: 'h', expected_flips: [] };
    const { agent, folder } = await setUp(({ turn, cwd }) => {
      const file = join(cwd, 'skill', 'SKILL.md');
      if (turn === 0) return { tools: [{ name: 'Read', input: { file_path: file } }] };
      const edit = { file_path: file, old_string: 'Write notes.txt', new_string: 'Write notes.txt here' };
      if (turn === 1) return { tools: [{ name: 'Edit', input: edit }] };
      return { tools: [{ name: 'StructuredOutput', input: changelog }] };
    });
    const dir = join(folder.cwd, 'skill');
    await folder.write('repo/trial/work/skill/SKILL.md', SKILL_TEXT);
    const answer = await agent.run(
      folder.call({
        role: 'improver',
        skill: { name: 'notes', description: '', dir },
        schema: { type: 'object', required: ['changelog'], properties: { changelog: { type: 'string' } } },
      }),
    );
    expect(answer).toMatchObject({ end: { type: 'completed' }, structured: changelog, activation: { visible: [] } });
    expect(await readFile(join(dir, 'SKILL.md'), 'utf8')).toContain('Write notes.txt here as OUR_BODY says.');
  });
});

describe.skipIf(client === null)('Claude Code in trouble', () => {
  test('whose login is refused fails at once and says so', async () => {
    const { agent, server, folder } = await setUp(() => ({ status: 401 }));
    expect((await agent.run(folder.call({ role: 'executor' }))).end).toMatchObject({ type: 'failed', kind: 'auth' });
    expect(server.requests.length).toBeLessThanOrEqual(2);
  });

  test('fails with a cap when the next answer would cost too much', async () => {
    const { agent, folder } = await setUp(() => ({ tools: [{ name: 'Bash', input: { command: 'true' } }] }));
    const answer = await agent.run(folder.call({ role: 'executor', maxUsd: 0.005 }));
    expect(answer).toMatchObject({ end: { kind: 'cap' }, usage: { cost_usd: expect.closeTo(0.0075) } });
  });

  test('is ended at our time limit, with the command that it runs', async () => {
    const command = 'sleep 300 | sleep 301';
    const { agent, folder } = await setUp(() => ({ tools: [{ name: 'Bash', input: { command } }] }));
    const call = folder.call({ role: 'executor', timeoutMs: 5_000 });
    const answer = await agent.run(call);
    expect(answer.end).toEqual({ type: 'timeout' });
    expect(answer.events).toContainEqual(expect.objectContaining({ type: 'tool_call', input: { command } }));
    expect(await markedProcesses(call.marker)).toEqual([]);
  });

  test('is interrupted when the run is, even while nobody answers it', async () => {
    const stop = new AbortController();
    const { agent, folder } = await setUp(() => {
      stop.abort();
      return 'hang';
    });
    const answer = await agent.run(folder.call({ role: 'executor', signal: stop.signal }));
    expect(answer.end).toEqual({ type: 'interrupted' });
  });
});

/** A client that brings skills along, of which it hides those that it is told to hide unless they are stubborn. */
const ECHO_SKILLS = `#!${process.execPath}
const settings = process.argv[process.argv.indexOf('--settings') + 1] ?? '';
const shown = ['doctor', 'stubborn'].filter((name) => process.env.AWS_BRINGS.includes(name));
const skills = ['plugin:notes', ...shown.filter((name) => name === 'stubborn' || !settings.includes(name))];
console.log(JSON.stringify({ type: 'system', subtype: 'init', skills }));
if (skills.length > 1) setTimeout(() => undefined, 60_000);
else console.log(JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: 'Done.' }));
`;

describe('a client that brings skills along', () => {
  async function runWith(brings: string) {
    const folder = await makeTrialFolder();
    await folder.write('client', ECHO_SKILLS);
    await chmod(join(folder.root, 'client'), 0o755);
    const environment = { PATH: process.env.PATH, AWS_BRINGS: brings };
    const agent = createClaude({ model: null, executable: join(folder.root, 'client'), environment });
    return agent.run(folder.call({ role: 'executor', skill: await installNotes(folder, agent) }));
  }

  test('is ended at once and begins anew without them', async () => {
    expect(await runWith('doctor')).toMatchObject({ end: { type: 'completed' }, activation: { visible: ['notes'] } });
  });

  test('is not loaded as it must be where they cannot be turned off', async () => {
    expect(await runWith('doctor stubborn')).toMatchObject({
      end: { kind: 'not_loaded', message: 'skills visible: plugin:notes, stubborn; wanted: only plugin:notes' },
    });
  });
});

describe('the identity of Claude Code', () => {
  test.skipIf(client === null)('is its version and the model that is asked for', async () => {
    const { agent } = await setUp(() => 'hang');
    expect(await agent.identify()).toEqual({ name: 'claude', version: '2.1.197', model: MODEL });
  });

  test.skipIf(client === null)('is refused without any login, with what to do', async () => {
    const { agent, server } = await setUp(() => 'hang', {});
    await expect(agent.identify()).rejects.toMatchObject({
      code: 'agent_unavailable',
      message: 'Claude Code is not logged in.',
      hint: expect.stringContaining('ANTHROPIC_API_KEY'),
    });
    expect(server.requests).toEqual([]);
  });

  test.skipIf(client === null)('is given for a subscription whose login lies in the home', async () => {
    const { agent, folder } = await setUp(() => 'hang', {});
    const claudeAiOauth = { accessToken: 't', refreshToken: 'r', expiresAt: 4e12, scopes: ['user:inference'] };
    await folder.write('home/.claude/.credentials.json', JSON.stringify({ claudeAiOauth }));
    expect(await agent.identify()).toMatchObject({ version: '2.1.197' });
  });

  test('is refused where the program is missing, with the command that installs it', async () => {
    const agent = createClaude({ model: null, environment: { PATH: '/nowhere' } });
    await expect(agent.identify()).rejects.toMatchObject({
      code: 'agent_unavailable',
      hint: 'Install it with: npm install -g @anthropic-ai/claude-code',
    });
  });
});
