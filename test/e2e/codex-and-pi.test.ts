import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { realClient } from '../support/clients.ts';
import { DECOY } from '../support/decoys.ts';
import { decoyPlaces, EDITS, type Hands, meetingModel, meetingScene, readRows } from '../support/meeting.ts';
import type { ModelScript } from '../support/model-server/server.ts';

const shell = (cmd: string) => ({ name: 'exec_command', input: { cmd } });
const answer = (value: unknown) => ({ text: JSON.stringify(value) });

const CODEX: Hands = {
  useSkill: (name) => shell(`cat ~/.agents/skills/${name}/SKILL.md`),
  read: (path) => shell(`cat '${path}'`),
  write: (path, content) => shell(`printf '%s' '${content}' > '${path}'`),
  edit: (path, before, after) => {
    const lines = after.split('\n').map((line) => `+${line}`);
    const patch = ['*** Begin Patch', `*** Update File: ${path}`, '@@', `-${before}`, ...lines, '*** End Patch'];
    return shell(`apply_patch <<'EOF'\n${patch.join('\n')}\nEOF`);
  },
  answer,
};

const PI: Hands = {
  useSkill: (name) => ({ name: 'read', input: { path: `../skill/${name}/SKILL.md` } }),
  read: (path) => ({ name: 'read', input: { path } }),
  write: (path, content) => ({ name: 'write', input: { path, content } }),
  edit: (path, oldText, newText) => ({ name: 'edit', input: { path, edits: [{ oldText, newText }] } }),
  answer,
};

const CLIENTS = [
  { name: 'codex', executable: await realClient('codex'), hands: CODEX, model: 'gpt-5', visible: ['meeting-notes'] },
  { name: 'pi', executable: await realClient('pi'), hands: PI, model: 'openai/gpt-5', visible: null },
];

describe.each(CLIENTS.filter(({ executable }) => executable !== null))('improve with the real $name', (client) => {
  const { name, executable, hands, model, visible } = client;
  const setScene = (script: ModelScript) => {
    const variables = (url: string) => ({ OPENAI_API_KEY: 'key', OPENAI_BASE_URL: `${url}/v1` });
    return meetingScene({ executable, variables, script });
  };

  test('as executor, judge and improver climbs, reverts the edit that harms, and never meets a decoy', {
    timeout: 240_000,
  }, async () => {
    const { root, skill, server, run } = await setScene(meetingModel(hands));
    await run(['improve', skill, '--agent', `${name}:${model}`, '--rule', 'strict', '--iterations', '3']);
    const workspace = `${skill}-autoresearch`;
    const rows = await readRows(workspace);
    expect(rows.map(([iteration, , score, , action, changelog]) => [iteration, score, action, changelog])).toEqual([
      ['0', '0.3333', 'baseline', expect.anything()],
      ['1', '0.6667', 'kept', 'edit 1'],
      ['2', '0', 'reverted', 'edit 2'],
      ['3', '1', 'kept', 'edit 3'],
    ]);
    expect(await readFile(join(workspace, 'v3', 'SKILL.md'), 'utf8')).toContain(`${EDITS[2]}\n${EDITS[0]}\n`);
    const place = join(workspace, 'iteration-3', 'eval-1');
    expect(JSON.parse(await readFile(join(place, 'trial.json'), 'utf8'))).toMatchObject({
      outcome: 'graded',
      agent: { name, model },
      activation: { used: true, visible },
      usage: { input_tokens: 3000, output_tokens: 150, cost_usd: expect.any(Number) },
    });
    expect(await exists(join(place, 'outputs', 'notes.md'))).toBe(true);
    expect(await exists(join(place, 'outputs', '.agents'))).toBe(false);
    expect(server.requests.filter(({ raw }) => raw.includes(DECOY))).toEqual([]);
    for (const folder of decoyPlaces(root)) expect(await exists(join(folder, DECOY))).toBe(false);
  });

  test('stops at once, with nothing decided, when the login is refused', async () => {
    const { skill, run } = await setScene(() => ({ status: 401 }));
    await expect(run(['improve', skill, '--agent', `${name}:${model}`, '--concurrency', '1'])).rejects.toMatchObject({
      code: 4,
      stdout: expect.stringContaining('The executor agent refused to work'),
    });
    expect(await readRows(`${skill}-autoresearch`)).toEqual([]);
  });
});
