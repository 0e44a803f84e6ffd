import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dryRun } from '../../src/cli/dry-run.ts';
import type { MeasureFlags } from '../../src/cli/options.ts';
import type { Planned } from '../../src/cli/plan-of.ts';
import { exists } from '../../src/platform/exists.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, JUDGED, skillFollowing } from '../support/campaign.ts';
import { quietShell } from '../support/shell.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

/** What is said of a skill with these evals: the document for programs, and the words for people. */
async function planned(evals: readonly object[], flags: MeasureFlags = {}, what: Planned = 'improve') {
  await writeTree(join(temp(), 'plan'), {
    'SKILL.md': skillFollowing('1 1 1 1', '4'),
    'evals/evals.json': JSON.stringify({ evals }),
  });
  const shell = quietShell(temp());
  await dryRun(shell, 'plan', { flags: { ...flags, json: true }, what, from: undefined });
  await dryRun(shell, 'plan', { flags, what, from: undefined });
  const [document = '', words = '', last = ''] = shell.printed;
  return { document: JSON.parse(document).plan, words, last };
}

it('a dry run says what a run would take, and does nothing', async () => {
  const flags = { rule: 'strict', iterations: '2' } as const;
  const { document, words, last } = await planned([{ ...CHECKED, runs: 3 }, JUDGED], flags);
  expect(document).toMatchObject({ skill: 'plan', rule: 'strict', evals: 2, pass: 4, decided: 0, most_iterations: 2 });
  expect(document.plan.trials).toEqual({ low: 12, expected: 12, high: 12 });
  expect(document.plan.roles.judge.calls).toEqual({ low: 3, expected: 3, high: 3 });
  expect(document.plan.all.cost_usd).toEqual({ low: null, expected: null, high: null });
  expect(words).toMatch(/^plan: rule strict, 2 deciding evals; from the baseline on, at most 2 iterations ahead\n/);
  expect(words).toMatch(/^executor +12 +unknown +unknown +\? \/ \? \/ 2:00:00$/m);
  expect(words).toContain('prices are unknown, and a call may last until its time-out of 10:00');
  expect(last).toBe('The run would be kept in plan-autoresearch. Nothing was done.');
  expect(await exists(document.workspace)).toBe(false);
});

it('a dry run of a measurement is the baseline alone, and one of an edit has no improver', async () => {
  const poems = ['x', 'y'].map((id) => ({ id, prompt: 'Write a poem.' }));
  const baseline = await planned([CHECKED, ...poems], {}, 'eval');
  expect(baseline.document.plan).toMatchObject({ trials: { high: 3 }, roles: { improver: { calls: { high: 0 } } } });
  const edit = await planned([CHECKED, ...poems], {}, 'try');
  expect(edit.document.plan.iterations.high).toBe(1);
  expect(edit.document.plan.roles.improver.calls.high).toBe(0);
});

it('a plan refuses what the run would refuse', async () => {
  await expect(planned([CHECKED, JUDGED], { maxTrials: 3 })).rejects.toThrow('3 trials cannot pay the baseline (2)');
  await expect(planned([CHECKED], { rule: 'strict', proposals: 2 })).rejects.toThrow('one candidate at a time');
});
