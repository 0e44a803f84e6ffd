import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

const AGENT = ['--agent', scripted('plan'), '--env', 'PLAN_CALL_LOG'];
const STRICT = ['--rule', 'strict', '--iterations', '1'];

/** Evals of which a version passes as many of so many expectations as its plan has lines. */
function evals(prefix: string, { count, lines, split }: { count: number; lines: number; split?: string }) {
  return Array.from({ length: count }, (_, index) => ({
    id: `${prefix}${index + 1}`,
    prompt: `Work through case ${'ABCD'[index % 4]}, part ${index + 1}.`,
    ...(split === undefined ? {} : { split }),
    expectations: Array.from({ length: lines }, (_line, at) => ({
      type: 'file_contains',
      file: 'result.txt',
      literal: `[0${at + 1}]`,
    })),
  }));
}

/** A skill that finishes one line, and four after an edit. */
async function sceneWith(suite: readonly object[], steps = '4 16'): Promise<Scene> {
  const scene = await setScene();
  await writeFile(
    join(scene.skill, 'SKILL.md'),
    `---\nname: plan\ndescription: Follows a plan.\n---\nplan: 1 1 1 1\nsteps: ${steps}\n`,
  );
  await writeFile(join(scene.skill, 'evals/evals.json'), JSON.stringify({ evals: suite }));
  return scene;
}

describe('submit', () => {
  it('claims once on what was set apart: the second call changes nothing, and the climb is over', async () => {
    const own = evals('d', { count: 2, lines: 4 });
    const scene = await sceneWith([...own, ...evals('t', { count: 6, lines: 4, split: 'test' })]);
    expect((await scene.run(['improve', 'plan', ...AGENT, ...STRICT])).code).toBe(0);
    const first = await scene.run(['submit', 'plan', '--env', 'PLAN_CALL_LOG']);
    expect(first.stderr).toMatch(/^At most 72 trials: 6 passes of v0 and v1 on 6 evals\. A gain of about \d+ points/);
    expect(first.stdout).toContain('improved on the sealed evals: v1 against v0, +75 ± 0 points (0.25 → 1.00)');
    expect(first.code).toBe(0);
    const result = '0.25 → 1.00, +75 ± 0 points on 6 sealed evals (submit)';
    expect((await scene.run(['log', 'plan'])).stdout).toContain(`Result: ${result}.`);
    expect((await scene.run(['status', 'plan'])).stdout).toContain(`result   ${result}\n`);
    expect((await scene.run(['show', '1', '--workspace', scene.workspace])).stdout).toContain(`result   ${result}\n`);
    const told = { kind: 'submit', verdict: 'improved', before: 0.25, after: 1 };
    expect(JSON.parse((await scene.run(['log', '--json', 'plan'])).stdout).certificate).toMatchObject(told);
    const status = JSON.parse((await scene.run(['status', '--json', 'plan'])).stdout);
    expect(status.headline.certificate).toMatchObject(told);
    await cp(scene.workspace, join(scene.root, 'copy'), { recursive: true, verbatimSymlinks: true });
    const calls = (await scene.calls()).length;
    const second = await scene.run(['submit', 'plan', '--env', 'PLAN_CALL_LOG']);
    expect(second.code).toBe(3);
    expect(second.stderr).toContain('was submitted already: improved');
    for (const again of [
      ['improve', 'plan', ...AGENT, ...STRICT],
      ['try', 'plan', 'plan', ...AGENT],
    ]) {
      const { code, stderr } = await scene.run(again);
      expect(stderr).toContain('--restart');
      expect(code).toBe(3);
    }
    expect(await scene.calls()).toHaveLength(calls);
    expect(await hashTree(scene.workspace)).toEqual(await hashTree(join(scene.root, 'copy')));
  });

  it('warns when the sealed evals come out worse, in status too, and the exit code stays', async () => {
    const scene = await sceneWith(evals('d', { count: 2, lines: 4 }));
    await writeFile(join(scene.root, 'priv.json'), JSON.stringify(evals('s', { count: 6, lines: 8 })));
    const begun = await scene.run(['improve', 'plan', ...AGENT, ...STRICT, '--sealed', 'priv.json']);
    expect(begun.code).toBe(0);
    const quiet = await scene.run(['status', '--json', 'plan']);
    expect(JSON.parse(quiet.stdout).warnings.filter(({ kind }: { kind: string }) => kind === 'overfit')).toEqual([]);
    const submitted = await scene.run(['submit', 'plan', '--passes', '1', '--gap', '0.5', '--json']);
    expect(submitted.code).toBe(0);
    expect(JSON.parse(submitted.stdout)).toMatchObject({
      ...{ kind: 'submit', after: 0.5, gap: 0.5, validation: { score: 1, from: 'estimate' } },
      warnings: [{ kind: 'overfit' }],
    });
    const status = JSON.parse((await scene.run(['status', '--json', 'plan'])).stdout);
    expect(status.warnings.filter(({ kind }: { kind: string }) => kind === 'overfit')).toEqual([
      { kind: 'overfit', message: expect.stringContaining('1.00 on the deciding evals (estimated) and 0.50') },
    ]);
    expect((await scene.run(['status', 'plan'])).stdout).toMatch(/^warning +v1 has 1\.00/m);
    const events = await readFile(join(scene.workspace, 'events.jsonl'), 'utf8');
    const told = events.split('\n').filter((line) => line.includes('"trial_ended"') && line.includes('"s1"'));
    expect(told).toHaveLength(2);
    for (const line of told) expect(line).toContain('"passed":null,"total":null');
  });

  it('takes the evals of --holdout', async () => {
    const scene = await sceneWith(evals('d', { count: 8, lines: 4 }));
    await scene.run(['improve', 'plan', ...AGENT, ...STRICT, '--holdout', '0.75']);
    const { splits } = await readJson(scene.workspace, 'run.json');
    expect(Object.values(splits).filter((split) => split === 'test')).toHaveLength(6);
    const { stdout } = await scene.run(['submit', '--passes', '2', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'improved', evals: 6 });
  });

  it.each([
    ['there is no test split', '4 16', /There is nothing to claim\. No eval was set apart for test/],
    ['no edit was kept', '16 4', /There is nothing to claim\. No edit was kept/],
  ])('is refused where %s, and leaves no trace', async (_, steps, message) => {
    const scene = await sceneWith(evals('d', { count: 2, lines: 4 }), steps);
    await scene.run(['improve', 'plan', ...AGENT, ...STRICT]);
    const before = await hashTree(scene.workspace);
    const { code, stderr } = await scene.run(['submit', 'plan']);
    expect(stderr).toMatch(message);
    expect(code).toBe(3);
    expect(await hashTree(scene.workspace)).toEqual(before);
  });
});

describe('certify', () => {
  it('says not shown with exit code 0, and 3 where an improvement is required', async () => {
    const scene = await sceneWith(evals('d', { count: 6, lines: 4 }));
    await scene.run(['improve', 'plan', ...AGENT, ...STRICT]);
    const plain = await scene.run(['certify', 'plan', '--passes', '1', '--alpha', '0.01']);
    expect(plain.stdout).toContain('not shown on these evals: v1 against v0, +75');
    expect(plain.stderr).toContain('too little to show any gain');
    expect(plain.code).toBe(0);
    const required = await scene.run([
      'certify',
      '--passes',
      '1',
      '--alpha',
      '0.01',
      '--require-improvement',
      '--json',
    ]);
    expect(JSON.parse(required.stdout)).toMatchObject({ number: 2, verdict: 'not shown', pairs: 6, alpha: 0.01 });
    expect(required.code).toBe(3);
    const shown = await scene.run(['certify', '--require-improvement'], { cwd: scene.skill });
    expect(shown.stdout).toContain('This is certificate 3 of this run');
    expect(shown.code).toBe(0);
    const again = await scene.run(['improve', 'plan', ...AGENT, ...STRICT]);
    expect(again.stdout).toContain('Result: 0.25 → 1.00, +75 ± 0 points on 6 evals (certify).');
    const document = JSON.parse((await scene.run(['improve', 'plan', ...AGENT, ...STRICT, '--json'])).stdout);
    expect(document.certificate).toMatchObject({ kind: 'certify', verdict: 'improved' });
    expect((await scene.run(['status'])).stdout).toMatch(/^certify {2}improved \(v1\)$/m);
  });

  it('names a best version that is gone', async () => {
    const scene = await sceneWith(evals('d', { count: 6, lines: 4 }));
    await scene.run(['improve', 'plan', ...AGENT, ...STRICT]);
    await rm(join(scene.workspace, 'v1'), { recursive: true });
    const { code, stderr } = await scene.run(['certify', 'plan']);
    expect(stderr).toContain('plan-autoresearch/v1 does not exist');
    expect(code).toBe(2);
    await rm(scene.workspace, { recursive: true });
  });

  it.each([
    [['certify', '--alpha', '1'], '--alpha'],
    [['certify', '--alpha', '-0.1'], '--alpha'],
    [['certify', '--passes', '0'], '--passes'],
    [['submit', '--gap', 'much'], '--gap'],
    [['certify', '--gap', '0.2'], 'unknown option'],
    [['certify', 'nowhere'], 'No workspace was found'],
  ])('%j is bad input', async (args, message) => {
    const { code, stderr } = await (await setScene()).run(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('shares and sealed files that make no sense are refused before anything is begun', () => {
  it.each([
    [['--holdout', '1.5'], 'It must be a share between 0 and 1'],
    [['--val', '0'], 'It must be a share between 0 and 1'],
    [['--holdout', '0.05'], 'leave none for test'],
    [['--val', '0.9'], 'leave none for train'],
    [['--sealed', 'gone.json'], 'gone.json does not exist'],
    [['--sealed', 'plan/evals/evals.json'], 'one of the skill'],
  ])('%j', async (flags, message) => {
    const scene = await sceneWith(evals('d', { count: 4, lines: 4 }));
    const { code, stderr } = await scene.run(['improve', 'plan', ...AGENT, ...flags]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(await exists(scene.workspace)).toBe(false);
    expect(await scene.calls()).toEqual([]);
  });

  it.each([
    ['val', 'the splits in the evals leave none for train'],
    ['tran', 'must be one of train, val, test. Did you mean "train"?'],
  ])('as is a suite that is all %s', async (split, message) => {
    const scene = await sceneWith(evals('d', { count: 2, lines: 4, split }));
    const { code, stderr } = await scene.run(['improve', 'plan', ...AGENT]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(await exists(scene.workspace)).toBe(false);
  });

  it('a sealed file may not lie in the skill', async () => {
    const scene = await sceneWith(evals('d', { count: 4, lines: 4 }));
    await writeFile(join(scene.skill, 'priv.json'), JSON.stringify(evals('s', { count: 2, lines: 4 })));
    const { code, stderr } = await scene.run(['eval', 'plan', ...AGENT, '--sealed', 'plan/priv.json']);
    expect(stderr).toContain('where agents could come across it');
    expect(code).toBe(2);
  });
});
