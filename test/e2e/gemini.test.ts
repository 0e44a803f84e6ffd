import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { realClient } from '../support/clients.ts';
import { DECOY } from '../support/decoys.ts';
import { decoyPlaces, EDITS, type Hands, meetingModel, meetingScene, readRows } from '../support/meeting.ts';
import type { ModelScript } from '../support/model-server/server.ts';

const client = await realClient('gemini');

const HANDS: Hands = {
  useSkill: (name) => ({ name: 'activate_skill', input: { name } }),
  read: (file_path) => ({ name: 'read_file', input: { file_path } }),
  write: (file_path, content) => ({ name: 'write_file', input: { file_path, content } }),
  edit: (file_path, old_string, new_string) => ({
    name: 'replace',
    input: { file_path, old_string, new_string, instruction: 'Add a rule.' },
  }),
  answer: (value) => ({ text: `Here it is:\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n` }),
};

function setScene(script: ModelScript) {
  const variables = (url: string) => ({ GEMINI_API_KEY: 'key', GOOGLE_GEMINI_BASE_URL: url });
  return meetingScene({ executable: client, variables, script });
}

describe.skipIf(client === null)('improve with the real Gemini CLI as executor, judge and improver', () => {
  test('climbs, reverts the edit that harms, and never meets a decoy', { timeout: 240_000 }, async () => {
    const { root, skill, server, run } = await setScene(meetingModel(HANDS));
    await run(['improve', skill, '--agent', 'gemini:gemini-2.5-flash', '--rule', 'strict', '--iterations', '3']);
    const workspace = `${skill}-autoresearch`;
    const rows = await readRows(workspace);
    expect(rows.map(([iteration, , score, , action, changelog]) => [iteration, score, action, changelog])).toEqual([
      ['0', '0.3333', 'baseline', expect.anything()],
      ['1', '0.6667', 'kept', 'edit 1'],
      ['2', '0', 'reverted', 'edit 2'],
      ['3', '1', 'kept', 'edit 3'],
    ]);
    expect(await readFile(join(workspace, 'v3', 'SKILL.md'), 'utf8')).toContain(`${EDITS[2]}\n${EDITS[0]}\n`);
    const trial = JSON.parse(await readFile(join(workspace, 'iteration-3', 'eval-1', 'trial.json'), 'utf8'));
    expect(trial).toMatchObject({
      outcome: 'graded',
      agent: { name: 'gemini', version: '0.61.0', model: 'gemini-2.5-flash' },
      activation: { used: true, visible: ['meeting-notes'] },
      usage: { input_tokens: 3000, output_tokens: 150 },
    });
    expect(server.requests.filter(({ raw }) => raw.includes(DECOY))).toEqual([]);
    for (const place of decoyPlaces(root)) expect(await exists(join(place, DECOY))).toBe(false);
  });

  test('stops at once, with one sentence and nothing decided, when the model is unknown', async () => {
    const { skill, server, run } = await setScene(() => ({ status: 404 }));
    await expect(
      run(['improve', skill, '--agent', 'gemini:no-such-model', '--concurrency', '1']),
    ).rejects.toMatchObject({
      code: 4,
      stdout: expect.stringContaining('The executor agent refused to work: the model may not exist: scripted 404'),
    });
    expect(server.requests).toHaveLength(1);
    expect(await readRows(`${skill}-autoresearch`)).toEqual([]);
  });
});
