import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKED, skillFollowing } from '../support/campaign.ts';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene } from '../support/scene.ts';
import { writeTree } from '../support/write-tree.ts';

const PLAN = ['--agent', scripted('plan'), '--env', 'PLAN_PRICES', '--rule', 'strict'];
const PRICES = { PLAN_PRICES: JSON.stringify({ executor: 0.25, judge: 0.125, improver: 0.5 }) };

/** A skill with one eval, of which every edit is worse. */
async function oneEval(scene: Scene): Promise<void> {
  await writeTree(join(scene.root, 'one'), {
    'SKILL.md': skillFollowing('2 2 2 2', `8 ${'4 '.repeat(30)}`).replace('name: plan', 'name: one'),
    'evals/evals.json': JSON.stringify({ evals: [CHECKED] }),
  });
}

describe('a cap', () => {
  it.each([
    ['--max-trials', '-3', 'whole number from 1 on'],
    ['--max-trials', 'many', 'whole number from 1 on'],
    ['--max-trials', '1.5', 'whole number from 1 on'],
    ['--max-cost', '-1', 'positive amount'],
    ['--max-cost', '0', 'positive amount'],
    ['--max-cost', 'NaN', 'positive amount'],
    ['--max-tokens', '1e3', 'whole number from 1 on'],
    ['--max-time', '-5m', 'a time such as'],
    ['--max-time', 'soon', 'a time such as'],
  ])('%s %s is refused', async (flag, value, why) => {
    const scene = await setScene();
    const { code, stderr } = await scene.run(['improve', 'plan', ...PLAN, `${flag}=${value}`]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(why) });
    expect(await scene.calls()).toEqual([]);
  });

  it('that cannot pay the baseline and one iteration is refused before anything is spent', async () => {
    const scene = await setScene();
    const { code, stderr } = await scene.run(['improve', 'plan', ...PLAN, '--max-trials', '7']);
    expect(code).toBe(2);
    expect(stderr).toContain('7 trials cannot pay the baseline (4) and one iteration (4).');
    expect(stderr).toContain('Use --max-trials 8 or more');
    expect(await scene.calls()).toEqual([]);
  });

  it('on money stops the run with code 5, says how to go on, and the best version is kept', async () => {
    const scene = await setScene();
    const { code, stdout } = await scene.run(['improve', 'plan', ...PLAN, '--max-cost', '2.5'], { env: PRICES });
    expect(code).toBe(5);
    expect(stdout).toContain('Stopped: the cap on money is reached.');
    expect(stdout).toMatch(/skillratchet improve plan --max-cost 5 +goes on from here/);
    const status = JSON.parse((await scene.run(['status', 'plan', '--json'])).stdout);
    expect(status.state.spend.cost_usd).toBeLessThanOrEqual(2.5);
    expect(status.state.spend.roles.executor.cost_usd).toBe(0.25 * status.state.spend.roles.executor.calls);
    const shown = JSON.parse((await scene.run(['show', '0', '--json'])).stdout);
    expect(shown.iteration.spend.roles).toEqual(shown.metrics.spend);
    expect((await scene.run(['verify'])).code).toBe(0);
  });

  it('on money that the agent gives no price for ends with code 2 and names what can be used instead', async () => {
    const scene = await setScene();
    const flags = [...PLAN, '--max-cost', '5', '--concurrency', '1'];
    const first = await scene.run(['improve', 'plan', ...flags]);
    expect(first.code).toBe(2);
    expect(first.stdout).toContain('The executor command does not report its money, so --max-cost cannot be held');
    expect(first.stdout).toContain('use --max-cost none, and --max-trials or --max-time instead');
    const without = ['--max-cost', 'none', '--max-trials', '20', '--iterations', '1'];
    expect((await scene.run(['improve', 'plan', ...PLAN, ...without])).code).toBe(0);
  });
});

it('the budget that nobody asked for is no cap: it ends the run with code 0, and +N goes on', async () => {
  const scene = await setScene();
  await oneEval(scene);
  const flags = ['--agent', scripted('plan'), '--rule', 'race', '--proposals', '1', '--final-passes', '0'];
  const { code, stdout } = await scene.run(['improve', 'one', ...flags]);
  expect(code).toBe(0);
  expect(stdout).toContain('Stopped: the budget of 11 passes is spent.');
  expect(stdout).toMatch(/skillratchet improve one --iterations \+10 +goes on from here/);
  const again = JSON.parse((await scene.run(['improve', 'one', '--json'])).stdout);
  expect(again).toMatchObject({ stop_reason: 'trials' });
  const more = JSON.parse((await scene.run(['improve', 'one', '--iterations', '+2', '--json'])).stdout);
  expect(more.stop_reason).toBe('iterations');
  expect(more.rows).toHaveLength(again.rows.length + 2);
});

describe('plan', () => {
  it('says what is unknown before anything is measured, and what was measured afterwards', async () => {
    const scene = await setScene();
    const before = await scene.run(['plan', 'plan', ...PLAN, '--iterations', '2']);
    expect(before.code).toBe(0);
    expect(before.stdout).toMatch(/^in all +17 +unknown +unknown +\? \/ \? \/ /m);
    expect(await scene.calls()).toEqual([]);
    expect((await scene.run(['eval', 'plan', ...PLAN], { env: PRICES })).code).toBe(0);
    const { plan } = JSON.parse((await scene.run(['plan', 'plan', '--iterations', '2', '--json'])).stdout);
    expect(plan).toMatchObject({ decided: 1, measured: { executor: 4, judge: 1, improver: 0 } });
    expect(plan.plan.trials).toEqual({ low: 8, expected: 8, high: 8 });
    expect(plan.plan.roles.executor.cost_usd).toEqual({ low: 2, expected: 2, high: 2 });
    expect(plan.plan.all.cost_usd).toEqual({ low: null, expected: null, high: null });
    expect(plan.noise).toMatchObject({ evals: 4, passes: 0 });
    const text = (await scene.run(['plan', 'plan'])).stdout;
    expect(text).toMatch(/one pass of these 4 evals has a noise of ± \d+\.\d points/);
    const other = await scene.run(['plan', 'plan', '--workspace', 'new', '--from', 'plan-autoresearch', '--json']);
    expect(JSON.parse(other.stdout).plan.measured_in).toBe(scene.workspace);
  });

  it('bounds what it expects by the caps', async () => {
    const scene = await setScene();
    const flags = [...PLAN, '--iterations', '50', '--max-trials', '20', '--max-cost', '3', '--json'];
    const { plan } = JSON.parse((await scene.run(['plan', 'plan', ...flags])).stdout);
    expect(plan.plan.trials.high).toBe(20);
    expect(plan.plan.all.cost_usd).toEqual({ low: null, expected: null, high: 3 });
    expect((await scene.run(['plan', 'plan', ...PLAN, '--max-trials', '5'])).code).toBe(2);
  });
});

it('the noise of the evals is said after the baseline, and in log and status', async () => {
  const scene = await setScene();
  const { stderr } = await scene.run(['eval', 'plan', ...PLAN]);
  const line = /one pass of these 4 evals has a noise of ± \d+\.\d points; /;
  expect(stderr).toMatch(line);
  expect((await scene.run(['log'])).stdout).toMatch(line);
  expect((await scene.run(['status'])).stdout).toMatch(line);
});
