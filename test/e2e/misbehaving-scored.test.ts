import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { scripted } from '../support/cli.ts';
import { measureWith, planScene, trialText } from '../support/misbehaviour.ts';
import { readJson, resultsOf } from '../support/workspace-files.ts';
import { writeTree } from '../support/write-tree.ts';

const PERFECT = Array.from({ length: 25 }, (_, index) => `[${String(index + 1).padStart(2, '0')}] done\n`).join('');

describe('an executor that does its work, and more than that,', { timeout: 60_000 }, () => {
  it.concurrent.for([
    ['leaves-child', /left process \d+ behind/, ['result.txt'], []],
    ['leaves-grandchild', /left process \d+ behind/, ['result.txt'], []],
    ['noisy', /Goodbye!/, ['result.txt'], []],
    ['invalid-utf8', /> caf\uFFFD\n/, ['latin1.txt', 'result.txt'], ['café.txt']],
    ['plants-grading', /finished/, ['eval-1', 'grading.json', 'outputs', 'result.txt', 'trial.json'], []],
    ['writes-outside', /finished/, ['result.txt'], []],
  ] as const)(
    '%s: has the score of its work, and nothing else; nothing of it still runs',
    async ([agent, told, outputs, unreadable], { expect, onTestFinished }) => {
      const scene = await planScene(onTestFinished);
      expect(await measureWith(agent, scene)).toMatchObject({ code: 0 });
      expect(await resultsOf(scene.workspace)).toMatch(/\n0\tT\t0\.68\t0\.68\tbaseline\t.*\n$/);

      const trial = join(scene.workspace, 'iteration-0', 'eval-1');
      expect(await readJson(trial, 'grading.json')).toMatchObject({ summary: { passed: 17, total: 25 } });
      const measured = { outcome: 'graded', error: null, unreadable_outputs: unreadable };
      expect(await readJson(trial, 'trial.json')).toMatchObject(measured);
      expect(await trialText(scene, 'transcript.md')).toMatch(told);
      expect((await readdir(join(trial, 'outputs'))).sort()).toEqual(outputs);
      const trials = await readdir(join(scene.workspace, 'iteration-0'));
      expect(trials.filter((name) => name.startsWith('eval-'))).toEqual(['eval-1']);

      expect(await readdir(join(scene.root, 'home'))).toEqual([]);
      expect(await hashTree(scene.skill)).toEqual(await hashTree(join(scene.root, 'original')));
    },
  );

  it.concurrent('in bytes that are no UTF-8, has a trajectory that is, and outputs as they were', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    await measureWith('invalid-utf8', scene);
    expect(await trialText(scene, 'trajectory.jsonl')).toContain('"text":"caf\uFFFD"');
    const output = await readFile(join(scene.workspace, 'iteration-0', 'eval-1', 'outputs', 'latin1.txt'));
    expect(output.toString('latin1')).toBe('caf\xe9\n');
  });

  it.concurrent('and makes its work folder a link, has no outputs: what the link leads to is not its work', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    const elsewhere = await writeTree(join(scene.root, 'elsewhere'), { 'result.txt': PERFECT });
    expect(await measureWith('becomes-link', scene, { env: { LINK_TO: elsewhere } })).toMatchObject({ code: 0 });
    expect(await resultsOf(scene.workspace)).toContain('\n0\tT\t0\t0\tbaseline\t');
    expect(await readdir(join(scene.workspace, 'iteration-0', 'eval-1', 'outputs'))).toEqual([]);
    expect(await readdir(elsewhere)).toEqual(['result.txt']);
  });
});

describe('an improver', { timeout: 60_000 }, () => {
  const improveWith = (improver: string) => ['--improver', scripted(improver), '--iterations', '1'];

  it.concurrent.for([
    ['changes-nothing', 'drop: no change', 'Thought about it'],
    ['deletes-skill', 'drop: invalid skill: ', 'Added output format specification'],
    ['breaks-skill', 'drop: invalid skill: ', 'Added output format specification'],
  ] as const)(
    '%s: costs no trial, has no score, and the incumbent stays',
    async ([improver, reason, changelog], { expect, onTestFinished }) => {
      const scene = await planScene(onTestFinished);
      const flags = improveWith(improver);
      const ended = await measureWith('plan', scene, { flags });
      expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('the best version is v0') });
      expect(ended.stderr).toContain(`iteration 1 reverted unmeasured: ${changelog} (${reason.replace('drop: ', '')}`);
      expect(await resultsOf(scene.workspace)).toContain(`\n1\tT\t\t0.68\treverted\t${changelog}\n`);
      const decision = await readJson(scene.workspace, 'iteration-1', 'decision.json');
      expect(decision.reason.startsWith(reason)).toBe(true);
      expect((await readdir(join(scene.workspace, 'iteration-1'))).filter((name) => name.startsWith('eval-'))).toEqual(
        [],
      );
    },
  );

  it.concurrent('that edits the evals is told of, and scored against those that the run began with', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    const ended = await measureWith('edits-evals', scene, { flags: ['--iterations', '1'] });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain('warning: evals_changed: the improver wrote into evals/; that was put back');
    expect(await resultsOf(scene.workspace)).toMatch(/\n1\tT\t0\.8\t0\.8\tkept\t/);
    const evals = (folder: string) => readFile(join(folder, 'evals', 'evals.json'), 'utf8');
    for (const folder of ['v0', 'v1', 'candidate']) {
      expect(await evals(join(scene.workspace, folder))).toBe(await evals(join(scene.root, 'original')));
    }
  });

  it.concurrent('that makes its folder a link to a real skill gains nothing, and the skill loses nothing', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    const elsewhere = join(scene.root, 'elsewhere');
    await mkdir(elsewhere);
    await writeTree(join(elsewhere, 'skill'), { 'SKILL.md': PERFECT, 'evals/evals.json': '{"evals": []}' });
    const before = await hashTree(elsewhere);
    const flags = improveWith('becomes-link');
    expect((await measureWith('plan', scene, { flags, env: { LINK_TO: elsewhere } })).code).toBe(0);
    const { reason } = await readJson(scene.workspace, 'iteration-1', 'decision.json');
    expect(reason).toMatch(/^drop: invalid skill: /);
    expect(await hashTree(elsewhere)).toEqual(before);
  });
});
