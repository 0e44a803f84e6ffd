import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { measureWith, planScene, trialText } from '../support/misbehaviour.ts';
import { readJson } from '../support/workspace-files.ts';

/** With what JSON escapes and a glob means. */
const SECRET = 'hunter2"hunter2\\hunter2*';
const MARK = '[redacted]';

it('a secret that an agent tells in every role, wherever it can, is a mark wherever it stood', {
  timeout: 60_000,
}, async () => {
  const scene = await planScene(onTestFinished, [1, 4]);
  const ended = await measureWith('prints-secret', scene, {
    env: { MY_API_KEY: SECRET },
    flags: ['--iterations', '2'],
  });
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain(`Added output format specification with ${MARK}`);
  expect(ended.stderr).toContain(`a call ended: failed, bad key ${MARK}`);
  const shown = await scene.run(['show', '0/4']);
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(`saw ${MARK}`) });
  for (const { stdout, stderr } of [ended, shown]) expect(stdout + stderr).not.toContain('hunter2');

  const entries = await readdir(scene.workspace, { recursive: true, withFileTypes: true });
  expect(entries.map(({ name }) => name).filter((name) => name.includes('hunter2'))).toEqual([]);
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const telling = await Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as const));
  expect(telling.filter(([, text]) => text.includes('hunter2')).map(([file]) => file)).toEqual([]);

  for (const name of ['transcript.md', 'trajectory.jsonl']) expect(await trialText(scene, name)).toContain(MARK);
  expect(await trialText(scene, 'transcript.md')).toContain(`## Tool call: Tool ${MARK}`);
  const trial = join(scene.workspace, 'iteration-0', 'eval-1');
  expect(await readJson(trial, 'grading.json')).toMatchObject({ summary: { passed: 17, total: 25 } });
  expect(await readJson(trial, 'trial.json')).toMatchObject({
    outcome: 'graded',
    redacted_outputs: ['key.json', 'key.txt'],
    unreadable_outputs: [`${MARK}.txt`, `${MARK}/inner.txt`, 'key.bin'],
  });
  expect((await readdir(join(trial, 'outputs'))).sort()).toEqual(['key.json', 'key.txt', 'result.txt']);
  expect(await trialText(scene, 'outputs/key.txt')).toBe(`key: ${MARK}\n`);
  expect(JSON.parse(await trialText(scene, 'outputs/key.json'))).toEqual({ key: MARK });
});
