import { rm } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { rankedIn } from '../../src/cli/ranked-in.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, smallBench } from '../support/campaign.ts';
import { quietShell } from '../support/shell.ts';
import { overwrite } from '../support/workspace-files.ts';

const temp = useTempFolder();
let bench: Bench;

beforeEach(async () => {
  bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 1 } });
});

async function ranked(by: string) {
  const shell = quietShell(temp());
  const rows = await rankedIn(shell, bench.workspace.root, { by, direction: 'maximize' });
  return { values: rows.map(({ iteration, value }) => [iteration, value]), reported: shell.reported };
}

const trialOf = (iteration: number) => bench.workspace.iteration(iteration).trial('a', 1);

describe('a ranking', () => {
  it('needs no trials where there are metrics', async () => {
    const whole = await ranked('pass_rates.a');
    expect(whole.values).toHaveLength(2);
    for (const iteration of [0, 1]) await overwrite(trialOf(iteration).grading, 'no JSON');
    expect(await ranked('pass_rates.a')).toEqual(whole);
    expect(whole.reported).toEqual([]);
  });

  it('takes the rates of the trials where there are none', async () => {
    const whole = await ranked('pass_rates.a');
    await rm(bench.workspace.iteration(0).metrics);
    expect(await ranked('pass_rates.a')).toEqual(whole);
  });

  it('says what it could not read, and ranks the others', async () => {
    await overwrite(bench.workspace.iteration(1).metrics, 'no JSON');
    await overwrite(bench.workspace.iteration(1).decision, 'no JSON');
    const { values, reported } = await ranked('score');
    expect(values).toHaveLength(2);
    expect(reported).toEqual([
      'warning: iteration-1/decision.json is no JSON',
      'warning: iteration-1/metrics.json is no JSON',
    ]);
  });
});
