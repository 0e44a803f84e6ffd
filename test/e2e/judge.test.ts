import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { setScene } from '../support/scene.ts';

const LOGGED = ['--env', 'PLAN_CALL_LOG'];
const PLAN = ['--agent', scripted('plan'), ...LOGGED];

describe('eval --arms', () => {
  it('says what it would take, measures, prints a table or one document, and verifies', async () => {
    const scene = await setScene();
    const arms = ['eval', 'plan', ...PLAN, '--arms', 'none,v0', '--trials', '1'];
    const preview = await scene.run([...arms, '--judge-votes', '3', '--dry-run']);
    expect([preview.code, preview.stdout]).toEqual([
      0,
      'Arms none, v0: at most 8 trials and 6 calls of the judge. Nothing was done.\n',
    ]);
    expect(await scene.calls()).toEqual([]);
    const { code, stdout, stderr } = await scene.run(arms);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^no-skill-1 {2}eval 1 {2}0\/25$/m);
    expect(stdout).toMatch(/^2 arms: one trial of 4 evals with each\n/);
    expect(stdout).toMatch(/\n {2}no skill +0\.00 /);
    expect(stdout).toContain('  v0 against no skill: +66.0 points');
    const again = await scene.run([...arms, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ number: 2, scores: [{ arm: 'none', reused: 4 }, { reused: 0 }] });
    expect((await scene.run(['verify', '--workspace', scene.workspace])).code).toBe(0);
  });

  it.each([
    [['--arms', 'none,none'], 'each arm once'],
    [['--arms', 'v0;v1'], 'It must be a list such as none,v0,best'],
    [['--arms', 'none', '--eval', '1'], 'leave --eval out'],
    [['--trials', '2'], '--trials goes with --arms'],
    [['--judge-votes', '2'], 'It must be an odd number'],
  ])('is refused with %j', async (flags, why) => {
    const scene = await setScene();
    const { code, stderr } = await scene.run(['eval', 'plan', ...PLAN, ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });
});

describe('the judge', () => {
  it('is asked as often as the configuration file says, plans that, and is calibrated on what is stored', async () => {
    const scene = await setScene();
    await writeFile(join(scene.root, 'skillratchet.config.yaml'), 'judge-votes: 3\nstrict-evidence: true\n');
    const { stdout: config } = await scene.run(['eval', 'plan', ...PLAN, '--print-config']);
    expect(config).toMatch(/^judge-votes +3 +file$/m);
    expect(config).toMatch(/^strict-evidence +true +file$/m);
    const { stdout: plan } = await scene.run(['eval', 'plan', ...PLAN, '--dry-run', '--json']);
    expect(JSON.parse(plan).plan.plan.roles.judge.calls).toMatchObject({ expected: 3 });
    expect((await scene.run(['eval', 'plan', ...PLAN])).code).toBe(0);
    const judged = async () => (await scene.calls()).filter(({ role }) => role === 'judge').length;
    expect(await judged()).toBe(3);
    const { stdout: shown } = await scene.run(['show', '0/4', '--workspace', scene.workspace]);
    expect(shown).toMatch(/^evidence +found for (\d+) of \1 passes by the judge; 3 votes agree on 100 %$/m);
    const { code, stdout } = await scene.run(['calibrate', 'plan', '--judge', '--passes', '2', ...LOGGED]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('one stored trial of v0, graded 2 times')]);
    expect(await judged()).toBe(9);
    const json = await scene.run(['calibrate', 'plan', '--judge', '--passes', '2', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ number: 2, judge_sd: 0, agreement: 1 });
    expect((await scene.run(['verify', '--workspace', scene.workspace])).code).toBe(0);
  });

  it('takes no word where the configuration file must say yes or no', async () => {
    const scene = await setScene();
    await writeFile(join(scene.root, 'skillratchet.config.yaml'), 'strict-evidence: sure\n');
    const { code, stderr } = await scene.run(['eval', 'plan', ...PLAN]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('/strict-evidence: sure. It must be true or false')]);
  });
});
