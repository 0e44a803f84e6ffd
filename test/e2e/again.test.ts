import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene } from '../support/scene.ts';

const AGENT = ['--agent', scripted('plan'), '--env', 'PLAN_CALL_LOG'];
const STRICT = [...AGENT, '--rule', 'strict', '--iterations', '1'];

/** A scene with a finished run of two iterations. */
async function climbed(): Promise<Scene> {
  const scene = await setScene();
  const { code } = await scene.run(['improve', scene.skill, ...STRICT]);
  expect(code).toBe(0);
  return scene;
}

describe('improve --reuse', () => {
  it('pays for no trial of a candidate that an earlier run has, and says so', async () => {
    const scene = await climbed();
    const before = (await scene.calls()).length;
    const other = join(scene.root, 'again');
    const args = ['improve', scene.skill, ...STRICT, '--workspace', other, '--reuse', scene.workspace];
    const { code, stderr } = await scene.run(args);
    expect(code).toBe(0);
    expect(stderr.match(/iteration 1 {2}eval \S+ {2}\d+\/25 \(reused\)/g)).toHaveLength(4);
    const calls = (await scene.calls()).slice(before);
    expect(calls.filter(({ role }) => role === 'executor')).toHaveLength(4);
    const shown = await scene.run(['show', '1', '--workspace', other]);
    expect(shown.stdout.match(/reused from run [0-9a-f]{12}/g)).toHaveLength(4);
    const trial = await scene.run(['show', '1/1', '--workspace', other]);
    expect(trial.stdout).toMatch(/^reused +from iteration 1, eval 1 of run [0-9a-f]{12} in \.\.\/plan-autoresearch$/m);
    expect((await scene.run(['verify', other])).code).toBe(0);
  });

  it('is refused for the workspace of the run itself, and for what is none', async () => {
    const scene = await climbed();
    const itself = await scene.run(['improve', scene.skill, '--reuse', scene.workspace]);
    expect([itself.code, itself.stderr]).toEqual([2, expect.stringContaining('this very run')]);
    await cp(join(scene.skill, 'evals'), join(scene.root, 'nothing'), { recursive: true });
    const nothing = await scene.run(['improve', scene.skill, '--reuse', 'nothing']);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('No workspace was found')]);
    const useless = await scene.run(['eval', scene.skill, '--reuse', 'x']);
    expect([useless.code, useless.stderr]).toEqual([2, expect.stringContaining("unknown option '--reuse'")]);
  });
});

describe('regrade', () => {
  it('says what it would do, does it, and leaves the rows as they are', async () => {
    const scene = await climbed();
    const log = (await scene.run(['log', '--json'])).stdout;
    const plan = await scene.run(['regrade', '--dry-run']);
    expect(plan.stdout).toContain('8 trials to grade, 2 of them with a judge. Nothing was done.');
    const before = (await scene.calls()).length;
    const { code, stdout } = await scene.run(['regrade', '--env', 'PLAN_CALL_LOG']);
    expect(code).toBe(0);
    expect(stdout).toContain('50 of 50 judged expectations came out as before (kappa 1.00)\n  150 of 150 checked');
    const calls = (await scene.calls()).slice(before);
    expect(calls.map(({ role }) => role)).toEqual(['judge', 'judge']);
    expect((await scene.run(['log', '--json'])).stdout).toBe(log);
    expect((await scene.run(['verify'])).code).toBe(0);
  });

  it('has another judge where one is named', async () => {
    const scene = await climbed();
    const { stdout } = await scene.run(['regrade', scene.skill, '--judge', scripted('bad-judge'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      number: 1,
      changed: ['judge'],
      gradings: 6,
      scores: [{ score: null }, {}],
    });
  });

  it('is refused where nothing was decided', async () => {
    const scene = await setScene();
    const { code, stderr } = await scene.run(['regrade', scene.skill]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('No workspace was found')]);
  });
});

describe('calibrate', () => {
  it('says how noisy the evals are', async () => {
    const scene = await climbed();
    const { code, stdout, stderr } = await scene.run(['calibrate', scene.skill, '--passes', '2']);
    expect(code).toBe(0);
    expect(stdout).toContain('v1 against itself: 2 fresh passes of 4 evals\n  one pass has a noise of ± 0.0 points');
    expect(stdout).toContain('rule strict would have kept an edit that does nothing in 0.0 % of 1000 replays');
    expect(stderr).toMatch(/^calibrate-1 {2}v1 {2}eval 1 {2}\d+\/25$/m);
    const json = await scene.run(['calibrate', '--passes', '2', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ number: 2, version: 'v1', noise_factor: 0 });
    expect((await scene.run(['verify'])).code).toBe(0);
  });

  it('needs two passes', async () => {
    const scene = await setScene();
    const { code, stderr } = await scene.run(['calibrate', scene.skill, '--passes', '1']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('It must be a whole number from 2 on.')]);
  });
});
