import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { useTempFolder } from '../platform/temp.ts';
import { skillFollowing, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** Evals of which the first half pass whole and the others hardly, four of each. */
const EVALS = Array.from({ length: 8 }, (_, index) => {
  const letter = index < 4 ? 'A' : 'D';
  const expectations = ['01', '02', '03', '04'].map((line) => ({
    type: 'file_contains',
    file: 'result.txt',
    literal: `[${line}]`,
  }));
  return { id: `${letter}${index}`, prompt: `Work through case ${letter}.`, expectations };
});

async function sides(seed: number): Promise<readonly string[]> {
  const bench = await smallBench(join(temp(), String(seed)), { 'SKILL.md': skillFollowing('4 4 4 0', '12 12') }, EVALS);
  const limits = { iterations: 0 };
  await bench.improve({ limits });
  await bench.improve({ limits, restart: true, config: { holdout: 0.5, seed } });
  const { splits } = (await bench.json('run.json')) as { splits: Record<string, string | null> };
  return Object.keys(splits).filter((id) => splits[id] === 'test');
}

it('a run that is begun anew sets easy and hard evals apart alike, as the old one measured them', async () => {
  for (const seed of [1, 2, 3]) {
    const test = await sides(seed);
    expect(test.filter((id) => id.startsWith('A'))).toHaveLength(2);
    expect(test.filter((id) => id.startsWith('D'))).toHaveLength(2);
  }
});

it('an old workspace that cannot be read tells nothing, and hinders nothing', async () => {
  const bench = await smallBench(temp(), {}, EVALS.slice(0, 4));
  await bench.improve({ limits: { iterations: 0 } });
  await rm(join(bench.workspace.root, 'iteration-0/eval-A0/grading.json'));
  await writeFile(join(bench.workspace.root, 'iteration-0/eval-A1/trial.json'), '{');
  await bench.improve({ limits: { iterations: 0 }, restart: true, config: { holdout: 0.5 }, tampered: true });
  expect(await bench.rows()).toHaveLength(1);
});
