import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { realClient } from '../support/clients.ts';
import { DECOY } from '../support/decoys.ts';
import {
  decoyPlaces,
  EDITS,
  evalOf,
  type Hands,
  JUDGED,
  meetingModel,
  meetingScene,
  readRows,
  SKILL,
} from '../support/meeting.ts';
import type { ModelRequest } from '../support/model-server/request.ts';
import type { ModelScript } from '../support/model-server/server.ts';

const client = await realClient('claude');

const HANDS: Hands = {
  useSkill: (skill) => ({ name: 'Skill', input: { skill } }),
  read: (file_path) => ({ name: 'Read', input: { file_path } }),
  write: (file_path, content) => ({ name: 'Write', input: { file_path, content } }),
  edit: (file_path, old_string, new_string) => ({ name: 'Edit', input: { file_path, old_string, new_string } }),
  answer: (input) => ({ tools: [{ name: 'StructuredOutput', input }] }),
};

function setScene(script: ModelScript = meetingModel(HANDS), evals?: object) {
  const variables = (url: string) => ({ ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: url });
  return meetingScene({ executable: client, variables, script }, evals);
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
    const { root, skill, server, run } = await setScene(meetingModel(HANDS), { canary: stated, evals });
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
