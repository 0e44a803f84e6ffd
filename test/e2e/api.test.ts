import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { realClient } from '../support/clients.ts';
import { DECOY } from '../support/decoys.ts';
import { type Hands, meetingModel, meetingScene, readRows } from '../support/meeting.ts';
import type { ModelScript } from '../support/model-server/server.ts';

const client = await realClient('claude');
const ACP_CLIENT = fileURLToPath(new URL('../../fixtures/agents/acp/client.js', import.meta.url));

const OF_CLAUDE: Hands = {
  useSkill: (skill) => ({ name: 'Skill', input: { skill } }),
  read: (file_path) => ({ name: 'Read', input: { file_path } }),
  write: (file_path, content) => ({ name: 'Write', input: { file_path, content } }),
  edit: (file_path, old_string, new_string) => ({ name: 'Edit', input: { file_path, old_string, new_string } }),
  answer: (input) => ({ tools: [{ name: 'StructuredOutput', input }] }),
};

const OF_API: Hands = {
  useSkill: (name) => ({ name: 'read', input: { path: `../skill/${name}/SKILL.md` } }),
  read: (path) => ({ name: 'read', input: { path } }),
  write: (path, content) => ({ name: 'write', input: { path, content } }),
  edit: (path, old, replacement) => ({ name: 'edit', input: { path, old, new: replacement } }),
  answer: (input) => ({ tools: [{ name: 'StructuredOutput', input }] }),
};

/** The climb of the scripted model: a good edit, a harmful one, a good one. */
const CLIMB = [
  ['0', '0.3333', 'baseline', expect.anything()],
  ['1', '0.6667', 'kept', 'edit 1'],
  ['2', '0', 'reverted', 'edit 2'],
  ['3', '1', 'kept', 'edit 3'],
];

const CLIMBING = ['--rule', 'strict', '--iterations', '3'];
const JUDGE = 'api:anthropic/claude-haiku-4-5';

function setScene(script: ModelScript, variables: Readonly<Record<string, string>> = { ANTHROPIC_API_KEY: 'key' }) {
  return meetingScene({
    executable: client ?? process.execPath,
    variables: (url) => ({ ANTHROPIC_BASE_URL: url, ...variables }),
    script,
  });
}

async function climbOf(skill: string): Promise<readonly unknown[]> {
  const rows = await readRows(`${skill}-autoresearch`);
  return rows.map(([iteration, , score, , action, changelog]) => [iteration, score, action, changelog]);
}

describe('improve with a model asked directly', () => {
  test.skipIf(client === null)('as the judge of the real Claude Code climbs', { timeout: 120_000 }, async () => {
    const [claude, api] = [meetingModel(OF_CLAUDE), meetingModel(OF_API)];
    const { skill, server, run } = await setScene((asked) => (asked.role === 'judge' ? api(asked) : claude(asked)));
    await run(['improve', skill, '--agent', 'claude', '--judge', JUDGE, ...CLIMBING]);
    expect(await climbOf(skill)).toEqual(CLIMB);
    const judges = server.requests.filter(({ role }) => role === 'judge');
    expect(judges.length).toBeGreaterThan(0);
    expect(judges.every(({ model, raw }) => model === 'claude-haiku-4-5' && !raw.includes(DECOY))).toBe(true);
    const { stdout } = await run(['verify', `${skill}-autoresearch`]);
    expect(stdout).toContain('no difference');
  });

  test('in every role climbs, and its cost is told from prices', { timeout: 120_000 }, async () => {
    const { root, skill, run } = await setScene(meetingModel(OF_API));
    await writeFile(
      join(root, 'prices.yaml'),
      'date: 2026-01-31\nmodels:\n  claude-x: { input: 1, cached_input: 1, output: 10 }\n',
    );
    await run(['improve', skill, '--agent', 'api:anthropic/claude-x', '--prices', 'prices.yaml', ...CLIMBING]);
    expect(await climbOf(skill)).toEqual(CLIMB);
    const trial = JSON.parse(
      await readFile(join(`${skill}-autoresearch`, 'iteration-3', 'eval-1', 'trial.json'), 'utf8'),
    );
    expect(trial).toMatchObject({
      outcome: 'graded',
      agent: { name: 'api', version: null, model: 'anthropic/claude-x' },
      activation: { used: true, visible: ['meeting-notes'] },
      usage: { input_tokens: 3000, output_tokens: 150, cost_usd: expect.closeTo(0.0045) },
    });
  });

  test('stops before anything is run where the key is missing', async () => {
    const { skill, server, run } = await setScene(meetingModel(OF_API), {});
    await expect(run(['improve', skill, '--agent', 'api:anthropic/claude-x'])).rejects.toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/anthropic is not logged in.*ANTHROPIC_API_KEY/s),
    });
    expect(server.requests).toEqual([]);
  });

  test('stops at once, with one sentence and nothing decided, when the model is unknown', async () => {
    const { skill, server, run } = await setScene(() => ({ status: 404 }));
    await expect(run(['improve', skill, '--agent', 'api:anthropic/none', '--concurrency', '1'])).rejects.toMatchObject({
      code: 4,
      stdout: expect.stringContaining('the service answered 404'),
    });
    expect(server.requests).toHaveLength(1);
  });

  test('refuses prices that cannot be understood, with their place', async () => {
    const { root, skill, run } = await setScene(meetingModel(OF_API));
    await writeFile(join(root, 'prices.yaml'), 'date: 2026-01-31\nmodels: { m: { input: free, output: 1 } }\n');
    await expect(
      run(['eval', skill, '--agent', 'api:anthropic/claude-x', '--prices', 'prices.yaml']),
    ).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('/models/m/input') });
  });
});

describe('improve with a client of the Agent Client Protocol', () => {
  const LET_THROUGH = ['--env', 'ANTHROPIC_API_KEY', '--env', 'ANTHROPIC_BASE_URL'];
  const HANDS: Hands = {
    ...OF_API,
    useSkill: (name) => ({ name: 'read', input: { path: `../home/.agents/skills/${name}/SKILL.md` } }),
    answer: (value) => ({ text: JSON.stringify(value) }),
    // Its client has no tool to change a passage: it writes the whole file.
    edit: (path, _, passage) => ({
      name: 'write',
      input: { path, content: `---\nname: meeting-notes\ndescription: Notes.\n---\n${passage}\n` },
    }),
  };

  /** There are no schemas in this protocol: the prompt alone tells. */
  const roleIn = (said: string) =>
    said.startsWith('You grade') ? 'judge' : said.startsWith('You improve') ? 'improver' : 'executor';

  test('evaluates and proposes, and what the model may not see never reaches it', { timeout: 120_000 }, async () => {
    const model = meetingModel(HANDS);
    const { skill, server, run } = await setScene((asked) => model({ ...asked, role: roleIn(asked.said) }));
    const agent = `acp:${ACP_CLIENT}`;
    await run(['improve', skill, '--agent', agent, ...LET_THROUGH, '--rule', 'strict', '--iterations', '1']);
    expect((await climbOf(skill)).slice(0, 2)).toEqual(CLIMB.slice(0, 2));
    const file = join(`${skill}-autoresearch`, 'iteration-1', 'eval-1', 'trial.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      agent: { name: agent, version: '1.2.3', model: null },
      activation: { used: true, visible: null },
      usage: { input_tokens: 3000, output_tokens: 150, cost_usd: null },
    });
    expect(server.requests.filter(({ raw }) => raw.includes(DECOY))).toEqual([]);
  });

  test('stops before anything is run where its login is not let through', async () => {
    const { skill, server, run } = await setScene(meetingModel(HANDS));
    await expect(run(['improve', skill, '--agent', `acp:${ACP_CLIENT}`])).rejects.toMatchObject({
      code: 4,
      stderr: expect.stringContaining('is not logged in'),
    });
    expect(server.requests).toEqual([]);
  });
});
