import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CiFlags } from '../../src/cli/ci-options.ts';
import { handingOn } from '../../src/cli/handing-on.ts';
import type { MeasureFlags } from '../../src/cli/options.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { EXIT, UserError } from '../../src/core/errors.ts';
import { exists } from '../../src/platform/exists.ts';
import { statusOf } from '../../src/records/archive/metadata.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, fixtureAgent, smallBench } from '../support/campaign.ts';
import { type QuietShell, quietShell } from '../support/shell.ts';

const temp = useTempFolder();
const ARTIFACTS = { artifacts: 'artifacts' } as const;

let shell: QuietShell;
beforeEach(() => {
  shell = quietShell(temp());
});

function hand(
  flags: MeasureFlags & CiFlags,
  work: (shell: Shell) => Promise<void> = async () => undefined,
): Promise<void> {
  return handingOn(shell, 'plan', { flags: () => flags, work });
}

async function metadata() {
  return parse(await readFile(join(temp(), 'artifacts/archives/run_001/metadata.yaml'), 'utf8'));
}

describe('whatever the end of a command, its run is archived with it', () => {
  beforeEach(() => mkdir(join(temp(), 'plan-autoresearch')));

  it.each([
    ['done', EXIT.done, 'completed'],
    ['stopped by a cap', EXIT.capped, 'completed'],
    ['interrupted', EXIT.interrupted, 'interrupted'],
    ['ended from outside', EXIT.terminated, 'interrupted'],
    ['too little measured', EXIT.unmeasured, 'failed'],
  ] as const)('%s', async (_end, code, status) => {
    await hand(ARTIFACTS, async ({ exit }) => exit(code));
    expect(await metadata()).toMatchObject({ exit_code: code, status });
    expect(shell.codes).toEqual([code]);
    expect(shell.reported).toEqual(['archived as run_001 in artifacts']);
  });

  it.each([
    ['a missing agent', new UserError('agent_unavailable', 'claude is not here'), EXIT.agent],
    ['a gate that was not met', new UserError('refused', 'a second submit'), EXIT.refused],
    ['a bug', new TypeError('x is undefined'), EXIT.bug],
  ] as const)('%s, which is thrown on', async (_end, error, code) => {
    await expect(hand(ARTIFACTS, () => Promise.reject(error))).rejects.toBe(error);
    expect(await metadata()).toMatchObject({ exit_code: code, status: statusOf(code) });
  });

  it('with its times, to the second', async () => {
    await hand(ARTIFACTS);
    const { started_at, completed_at } = await metadata();
    for (const time of [started_at, completed_at]) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(completed_at)).toBeGreaterThanOrEqual(Date.parse(started_at));
  });

  it('with the programs that were named by path', async () => {
    const flags = { agent: [`command:${fixtureAgent('plan')}`], judge: 'command:cat', improver: 'claude' };
    await hand({ ...ARTIFACTS, ...flags });
    expect(await readdir(join(temp(), 'artifacts/archives/run_001/scripts'))).toEqual(['plan.js']);
  });

  it('but for a folder that is not ours, which is a warning and no other end', async () => {
    await mkdir(join(temp(), 'artifacts'));
    await writeFile(join(temp(), 'artifacts', 'mine.txt'), '');
    await hand(ARTIFACTS, async ({ exit }) => exit(EXIT.capped));
    expect(shell.reported).toEqual([expect.stringMatching(/^warning: the run was not archived: .*holds something/)]);
    expect(shell.codes).toEqual([EXIT.capped]);
  });

  it('outputs that cannot be written keep nothing from the archive', async () => {
    await hand({ ...ARTIFACTS, to: 'outputs' });
    expect(shell.reported).toEqual([
      expect.stringMatching(/^warning: the outputs were not written: .*run\.json/),
      'archived as run_001 in artifacts',
    ]);
  });
});

it('nothing is handed on of a run that never began, nor of a look', async () => {
  await hand({ ...ARTIFACTS, to: 'outputs' });
  await mkdir(join(temp(), 'plan-autoresearch'));
  for (const look of [{ dryRun: true }, { printConfig: true }, { printSandbox: true }]) {
    await hand({ ...ARTIFACTS, ...look });
  }
  expect(shell.reported).toEqual([]);
  expect(await readdir(temp())).toEqual(['plan-autoresearch']);
});

it('the files for CI are written whatever the end, and one that cannot be is a warning', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 1 }, workspace: join(temp(), 'plan-autoresearch') });
  await hand({ junit: 'ci/junit.xml', summary: 'ci/summary.md' }, async ({ exit }) => exit(EXIT.capped));
  expect(shell.reported).toEqual([]);
  expect(await readFile(join(temp(), 'ci/junit.xml'), 'utf8')).toContain('</testsuites>');
  expect(await readFile(join(temp(), 'ci/summary.md'), 'utf8')).toMatch(/^# Report on /);
  await hand({ junit: 'ci/summary.md/junit.xml' });
  expect(shell.reported).toEqual([expect.stringMatching(/^warning: the files for CI were not written: .*summary\.md/)]);
  expect(shell.codes).toEqual([EXIT.capped]);
});

it('training data is written of what passed, where artifacts go or else where an export would put it', async () => {
  const bench = await smallBench(temp(), {}, [{ ...CHECKED, expectations: CHECKED.expectations.slice(0, 1) }]);
  await bench.improve({ limits: { iterations: 0 } });
  await hand({ sft: true });
  expect(shell.reported).toEqual(['training data written to artifacts: 1 records of 1 iterations.']);
  await hand({ sft: true });
  expect(shell.reported[1]).toBe(
    'training data written to artifacts: 0 records of 0 iterations. Left out: unchanged jobs 1.',
  );
  await hand({ sft: true, artifacts: 'elsewhere' });
  for (const folder of ['artifacts', 'elsewhere']) {
    const [job = ''] = await readdir(join(temp(), folder, 'sft_data'));
    expect(JSON.parse(await readFile(join(temp(), folder, 'sft_data', job, 'lf.json'), 'utf8'))).toHaveLength(1);
  }
});

it('training data that cannot be written keeps nothing from the archive', async () => {
  await mkdir(join(temp(), 'plan-autoresearch'));
  await hand({ ...ARTIFACTS, sft: true });
  expect(shell.reported).toEqual([
    expect.stringMatching(/^warning: the training data was not written: .*run\.json/),
    'archived as run_001 in artifacts',
  ]);
});

it('of a run elsewhere both are written, each where it was asked for', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  const elsewhere = join(temp(), 'deep', 'run');
  await bench.improve({ limits: { iterations: 1 }, workspace: elsewhere });
  await hand({ ...ARTIFACTS, to: 'outputs', workspace: 'deep/run' });
  expect(shell.reported).toEqual(['outputs written to outputs', 'archived as run_001 in artifacts']);
  const { run_id } = JSON.parse(await readFile(join(elsewhere, 'run.json'), 'utf8'));
  expect(await exists(join(temp(), 'outputs', run_id, 'README.md'))).toBe(true);
  expect((await metadata()).results).toMatchObject({ baseline: 0.25, iterations: 1 });
});
