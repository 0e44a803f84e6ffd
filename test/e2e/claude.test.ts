import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { realClient } from '../support/clients.ts';
import { DECOY, plantDecoys } from '../support/decoys.ts';
import type { ModelRequest } from '../support/model-server/request.ts';
import { type ModelScript, type ModelServer, startModelServer } from '../support/model-server/server.ts';

const client = await realClient('claude');
const PROGRAM = fileURLToPath(new URL('../../bin/skillratchet.js', import.meta.url));

const JUDGED = 'Every point of the notes names the person who owns it';
const SKILL = `---
name: meeting-notes
description: Turns what was said in a meeting into notes.
---
Write the notes to notes.md.

Rules:
- Keep it short.
`;
const evalOf = (id: number, judged = JUDGED) => ({
  id,
  prompt: `Make notes of meeting ${id}: Ann will paint, Bob will cook.`,
  expectations: [
    { type: 'file_exists', file: 'notes.md' },
    { type: 'file_contains', file: 'notes.md', literal: '# Notes' },
    judged,
  ],
});
const EVALS = { skill_name: 'meeting-notes', evals: [evalOf(1), evalOf(2)] };

/** What the improver adds to the rules: a good edit, a harmful one, a good one. */
const EDITS = ['- Begin with a heading.', '- Say it aloud and write no file.', '- Name the owner of each point.'];

/** A model that does as the skill says, so that a better skill gives better notes; and a judge that looks at them. */
function scriptedModel(): ModelScript {
  const edits = [...EDITS];
  return (request) => {
    switch (request.role) {
      case 'executor':
        return execute(request);
      case 'judge':
        return judge(request);
      case 'improver':
        return improve(request, edits);
    }
  };
}

function execute(request: ModelRequest) {
  const rules = request.said;
  if (request.turn === 0) return { tools: [{ name: 'Skill', input: { skill: 'meeting-notes' } }] };
  if (request.turn > 1 || rules.includes('write no file')) return { text: 'The notes are made.' };
  const heading = rules.includes('Begin with a heading') ? '# Notes\n' : '';
  const points = rules.includes('Name the owner') ? '- paint (Owner: Ann)\n- cook (Owner: Bob)\n' : '- paint\n- cook\n';
  const input = { file_path: join(request.cwd, 'notes.md'), content: heading + points };
  return { tools: [{ name: 'Write', input }] };
}

function judge(request: ModelRequest) {
  if (request.turn === 0) {
    return { tools: [{ name: 'Read', input: { file_path: join(request.cwd, 'outputs', 'notes.md') } }] };
  }
  const passed = request.said.includes('Owner: Ann');
  const expectations = [{ id: 3, passed, evidence: passed ? 'Owner: Ann' : 'nobody is named' }];
  const answer = { expectations, eval_feedback: { suggestions: [], overall: '' } };
  return { tools: [{ name: 'StructuredOutput', input: answer }] };
}

function improve(request: ModelRequest, edits: string[]) {
  const file_path = join(request.cwd, 'skill', 'SKILL.md');
  if (request.turn === 0) return { tools: [{ name: 'Read', input: { file_path } }] };
  const rule = request.turn === 1 ? (edits.shift() ?? '') : '';
  const edit = { file_path, old_string: '- Keep it short.', new_string: `- Keep it short.\n${rule}` };
  if (request.turn === 1) return { tools: [{ name: 'Edit', input: edit }] };
  const changelog = `edit ${EDITS.length - edits.length}`;
  return { tools: [{ name: 'StructuredOutput', input: { changelog, hypothesis: 'it helps', expected_flips: [] } }] };
}

interface Scene {
  readonly root: string;
  readonly skill: string;
  readonly server: ModelServer;
  /** Runs the built program as a user would. */
  run(args: readonly string[]): Promise<{ stdout: string; stderr: string }>;
}

/** A skill in a folder and a user in a home, both full of decoys, and temporary folders below one that is, too. */
async function setScene(script: ModelScript = scriptedModel(), evals: object = EVALS): Promise<Scene> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'claude e2e-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const server = await startModelServer(script);
  onTestFinished(() => server.close());
  const skill = join(root, 'project', 'meeting-notes');
  await mkdir(join(skill, 'evals'), { recursive: true });
  await writeFile(join(skill, 'SKILL.md'), SKILL);
  await writeFile(join(skill, 'evals', 'evals.json'), JSON.stringify(evals));
  for (const place of decoyPlaces(root)) await plantDecoys(place, 'meeting-notes');
  await mkdir(join(root, 'project', 'tmp'));
  const env = {
    PATH: [dirname(client ?? ''), process.env.PATH].join(delimiter),
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'project', 'tmp'),
    ANTHROPIC_API_KEY: 'key',
    ANTHROPIC_BASE_URL: server.url,
  };
  const run = (args: readonly string[]) =>
    promisify(execFile)(process.execPath, [PROGRAM, ...args], { cwd: root, env, timeout: 120_000 });
  return { root, skill, server, run };
}

function decoyPlaces(root: string): readonly string[] {
  return ['home', 'project', '.'].map((place) => join(root, place));
}

async function readRows(workspace: string): Promise<readonly (readonly string[])[]> {
  const file = join(workspace, 'results.tsv');
  if (!(await exists(file))) return [];
  const [, ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return rows.map((row) => row.split('\t'));
}

describe.skipIf(client === null)('improve with the real Claude Code as executor, judge and improver', () => {
  test('climbs, reverts the edit that harms, and never meets a decoy', { timeout: 120_000 }, async () => {
    const { root, skill, server, run } = await setScene();
    await run(['improve', skill, '--agent', 'claude', '--rule', 'strict', '--iterations', '3']);

    const workspace = `${skill}-autoresearch`;
    const rows = await readRows(workspace);
    expect(
      rows.map(([iteration, , score, best, action, changelog]) => [iteration, score, best, action, changelog]),
    ).toEqual([
      ['0', '0.3333', '0.3333', 'baseline', expect.anything()],
      ['1', '0.6667', '0.6667', 'kept', 'edit 1'],
      ['2', '0', '0.6667', 'reverted', 'edit 2'],
      ['3', '1', '1', 'kept', 'edit 3'],
    ]);
    const best = await readFile(join(workspace, 'v3', 'SKILL.md'), 'utf8');
    expect(best).toContain(`- Keep it short.\n${EDITS[2]}\n${EDITS[0]}\n`);
    expect(await readFile(join(skill, 'SKILL.md'), 'utf8')).toBe(SKILL);

    const trial = JSON.parse(await readFile(join(workspace, 'iteration-3', 'eval-1', 'trial.json'), 'utf8'));
    expect(trial).toMatchObject({
      outcome: 'graded',
      agent: { name: 'claude', version: '2.1.197' },
      activation: { used: true, visible: ['meeting-notes'] },
      usage: { input_tokens: 3000, output_tokens: 150 },
    });

    expect(server.requests.filter(({ raw }) => raw.includes(DECOY))).toEqual([]);
    for (const place of decoyPlaces(root)) expect(await exists(join(place, DECOY))).toBe(false);
    const executors = server.requests.filter(({ role }) => role === 'executor');
    expect(executors).toHaveLength(4 * 2 * 3 - 2);
    expect(executors.filter(({ raw }) => raw.includes(JUDGED))).toEqual([]);
  });

  test('is sent no word that a role may not know, nor where skill and workspace are', {
    timeout: 120_000,
  }, async () => {
    const words = { train: `${JUDGED} (train)`, val: `${JUDGED} (val)`, test: `${JUDGED} (test)` };
    const stated = 'canary-of-the-suite-26b5c67b';
    const evals = Object.entries(words).map(([split, judged], index) => ({ ...evalOf(index + 1, judged), split }));
    const { root, skill, server, run } = await setScene(scriptedModel(), { canary: stated, evals });
    await run(['improve', skill, '--agent', 'claude', '--rule', 'strict', '--iterations', '2']);
    const own = (await readFile(join(`${skill}-autoresearch`, 'fallbacks', 'canary'), 'utf8')).trim();
    const hidden = { ...words, prompt: 'meeting 3', stated, own, place: join(root, 'project', 'meeting-notes') };
    const told = (role: ModelRequest['role']) => {
      const sent = server.requests.filter((request) => request.role === role).map(({ raw }) => raw);
      expect(sent.length, `requests of the ${role}`).toBeGreaterThan(0);
      return Object.entries(hidden).flatMap(([name, text]) => (sent.some((raw) => raw.includes(text)) ? [name] : []));
    };
    expect(told('executor')).toEqual([]);
    expect(told('judge')).toEqual(['train', 'val', 'own']);
    expect(told('improver')).toEqual([]);
    const judges = server.requests.filter(({ role }) => role === 'judge').map(({ said }) => said);
    for (const said of judges) expect(said).not.toMatch(/iteration-|autoresearch|incumbent/);
  });

  test('stops with the iteration open and nothing decided when the login is refused', async () => {
    const { skill, run } = await setScene(() => ({ status: 401 }));
    await expect(run(['improve', skill, '--agent', 'claude'])).rejects.toMatchObject({
      code: 4,
      stderr: expect.stringContaining('401'),
    });
    expect(await readRows(`${skill}-autoresearch`)).toEqual([]);
  });
});
