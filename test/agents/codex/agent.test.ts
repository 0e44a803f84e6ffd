import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCodex } from '../../../src/agents/codex/agent.ts';
import type { Agent } from '../../../src/agents/port.ts';
import { exists } from '../../../src/platform/exists.ts';
import { realClient } from '../../support/clients.ts';
import { type ModelScript, type ModelServer, startModelServer } from '../../support/model-server/server.ts';
import { processesOf } from '../../support/scene.ts';
import { installNotes, makeTrialFolder, SKILL_TEXT, type TrialFolder } from '../../support/trial-folder.ts';

const client = await realClient('codex');
const MODEL = 'gpt-5';

interface Setting {
  readonly agent: Agent;
  readonly server: ModelServer;
  readonly folder: TrialFolder;
}

/** The real client, asking a model that follows the script. */
async function setUp(
  script: ModelScript,
  variables: Record<string, string> = { OPENAI_API_KEY: 'key' },
): Promise<Setting> {
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const folder = await makeTrialFolder();
  const environment = {
    PATH: process.env.PATH,
    HOME: folder.userHome,
    OPENAI_BASE_URL: `${server.url}/v1`,
    ...variables,
  };
  return { agent: createCodex({ model: MODEL, executable: client ?? '', environment }), server, folder };
}

function run(cmd: string) {
  return { tools: [{ name: 'exec_command', input: { cmd } }] };
}

const takeNotes: ModelScript = ({ turn }) => {
  if (turn === 0) return run('cat ~/.agents/skills/notes/SKILL.md');
  return turn === 1 ? run('printf noted > notes.txt') : { text: 'Done.' };
};

/** The turns in whose requests the words stand. */
function turnsThatHeard({ requests }: ModelServer, words: string): readonly number[] {
  return requests.filter(({ raw }) => raw.includes(words)).map(({ turn }) => turn);
}

describe.skipIf(client === null)('Codex as executor', () => {
  test('is not asked at all where it would see another skill than the one under test', async () => {
    const { agent, server, folder } = await setUp(takeNotes);
    const skill = await installNotes(folder, agent);
    await folder.write('repo/trial/home/.agents/skills/other/SKILL.md', SKILL_TEXT.replace('notes', 'other'));
    const answer = await agent.run(folder.call({ role: 'executor', skill }));
    expect(answer).toMatchObject({
      end: { kind: 'not_loaded', message: expect.stringContaining('/other/SKILL.md') },
      activation: { visible: ['notes', 'other'] },
      usage: { input_tokens: 0 },
    });
    expect(server.requests).toEqual([]);
  });

  test('runs commands behind its sandbox, without the key, and none of them outlives the call', async () => {
    const { agent, server, folder } = await setUp(({ turn }) => {
      if (turn === 0)
        return run('echo x > ../outside.txt; echo x >> ~/.agents/skills/notes/SKILL.md; echo "key:$OPENAI_API_KEY:"');
      return turn === 1 ? run('(sleep 300 &); mktemp; echo 42 > answer.txt') : { text: 'Done.' };
    });
    const skill = await installNotes(folder, agent);
    const call = folder.call({ role: 'executor', skill });
    expect((await agent.run(call)).end).toEqual({ type: 'completed' });
    expect(await processesOf(call.marker)).toEqual([]);
    expect(await readFile(join(folder.cwd, 'answer.txt'), 'utf8')).toBe('42\n');
    expect(await exists(join(folder.cwd, '../outside.txt'))).toBe(false);
    expect(await readFile(join(skill.dir, 'SKILL.md'), 'utf8')).toBe(SKILL_TEXT);
    expect(turnsThatHeard(server, 'key::')).toEqual([1, 2]);
  });
});

describe.skipIf(client === null)('Codex as judge and improver', () => {
  const answerWith = (properties: Record<string, unknown>) => {
    return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
  };

  test('an improver edits the copy of the skill with its own tools', async () => {
    const changelog = { changelog: 'Say where.' };
    const { agent, folder } = await setUp(({ turn }) => {
      const patch =
        '*** Begin Patch\n*** Update File: skill/SKILL.md\n@@\n-Write notes.txt as OUR_BODY says.\n+Write it.\n*** End Patch';
      return turn === 0 ? run(`apply_patch <<'EOF'\n${patch}\nEOF`) : { text: JSON.stringify(changelog) };
    });
    await folder.write('repo/trial/work/skill/SKILL.md', SKILL_TEXT);
    const dir = join(folder.cwd, 'skill');
    const answer = await agent.run(
      folder.call({
        role: 'improver',
        skill: { name: 'notes', description: '', dir },
        schema: answerWith({ changelog: { type: 'string' } }),
      }),
    );
    expect(answer).toMatchObject({ end: { type: 'completed' }, structured: changelog });
    expect(answer.events[0]).toMatchObject({ type: 'tool_call', name: 'file_change' });
    expect(await readFile(join(dir, 'SKILL.md'), 'utf8')).toContain('Write it.');
  });
});

describe('the identity of Codex', () => {
  test.skipIf(client === null)('is its version and the model that is asked for', async () => {
    const { agent } = await setUp(() => 'hang');
    expect(await agent.identify()).toEqual({ name: 'codex', version: '0.169.0', model: MODEL });
  });

  test.skipIf(client === null)('is given for a login that lies in a file', async () => {
    const { agent, folder } = await setUp(() => 'hang', {});
    await folder.write('home/.codex/auth.json', JSON.stringify({ OPENAI_API_KEY: 'key' }));
    expect(await agent.identify()).toMatchObject({ version: '0.169.0' });
  });
});
