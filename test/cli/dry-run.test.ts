import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dryRun } from '../../src/cli/dry-run.ts';
import { exists } from '../../src/platform/exists.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, JUDGED, skillFollowing } from '../support/campaign.ts';
import { quietShell } from '../support/shell.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

/** What is said of a skill with these evals: the document for programs, and the words for people. */
async function planned(evals: readonly object[]) {
  await writeTree(join(temp(), 'plan'), {
    'SKILL.md': skillFollowing('1 1 1 1', '4'),
    'evals/evals.json': JSON.stringify({ evals }),
  });
  const shell = quietShell(temp());
  await dryRun(shell, 'plan', { json: true });
  await dryRun(shell, 'plan', { iterations: '2' });
  const [document = '', words = ''] = shell.printed;
  return { plan: JSON.parse(document).plan, words };
}

it('a dry run counts the calls of a pass, and does nothing', async () => {
  const { plan, words } = await planned([{ ...CHECKED, runs: 3 }, JUDGED]);
  expect(plan).toEqual({
    skill: 'plan',
    workspace: join(temp(), 'plan-autoresearch'),
    iterations_decided: 0,
    iterations_ahead: 6,
    executor_calls_a_pass: 4,
    ungraded_calls: 0,
    judge_calls_a_pass: 1,
  });
  expect(words).toBe(
    'plan: 4 trials a pass, 1 of them with a judge; at most 3 passes are ahead, each but the baseline with an improver call.',
  );
  expect(await exists(plan.workspace)).toBe(false);
});

it('a dry run counts the evals without expectations, which the baseline runs once more than any other pass', async () => {
  const poems = ['x', 'y'].map((id) => ({ id, prompt: 'Write a poem.' }));
  const { plan, words } = await planned([CHECKED, ...poems]);
  expect(plan).toMatchObject({ executor_calls_a_pass: 1, ungraded_calls: 2 });
  expect(words).toMatch(/with an improver call, the baseline with 2 more trials to be read\.$/);
});
