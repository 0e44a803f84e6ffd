import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { comparisonOf } from '../../src/cli/comparison-in.ts';
import { readIterationIn } from '../../src/cli/iteration-in.ts';
import { warnOnce } from '../../src/cli/warn-once.ts';
import { configIdentity, runRecordSchema } from '../../src/core/schema/run.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { sealIteration } from '../../src/store/seal.ts';
import { canonicalHash } from '../../src/store/tree-hash.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, smallBench } from '../support/campaign.ts';
import { quietShell } from '../support/shell.ts';

const temp = useTempFolder();

/** Puts another version, or none, into files of a run, and seals it anew. */
async function withVersion({ workspace, json }: Bench, files: readonly string[], version: number | undefined) {
  for (const number of [0, 1]) {
    for (const name of files) {
      const path = join(workspace.root, `iteration-${number}`, name);
      const record = Object(await json(`iteration-${number}`, name));
      await rm(path);
      await writeFile(path, `${JSON.stringify({ ...record, schema_version: version }, null, 2)}\n`);
    }
  }
  await rm(workspace.iteration(0).seal, { force: true });
  await rm(workspace.iteration(1).seal, { force: true });
  for (const number of [0, 1]) await sealIteration(workspace, number);
}

it('the frozen config says in which form it is written, which is no part of its hash', async () => {
  const bench = await smallBench(temp());
  await bench.improve({ limits: { iterations: 1 } });
  const { config } = runRecordSchema.parse(await bench.json('run.json'));
  expect(await bench.json('iteration-1', 'config.json')).toEqual({ schema_version: 1, ...config });
  const { config_hash } = Object(await bench.json('iteration-1', 'environment.json'));
  expect(config_hash).toBe(canonicalHash(configIdentity(config)));
});

it('a run whose configs and timings say nothing of their form verifies, goes on, and compares as equal', async () => {
  const bench = await smallBench(temp());
  await bench.improve({ limits: { iterations: 1 } });
  await withVersion(bench, ['config.json', 'eval-a/timing.json', 'eval-b/timing.json'], undefined);
  expect(await bench.json('iteration-1', 'config.json')).not.toHaveProperty('schema_version');
  expect((await verifyRun(bench.workspace)).differences).toEqual([]);

  await bench.improve({ limits: { iterations: 2 } });
  expect(await bench.rows()).toHaveLength(3);
  expect(await bench.json('iteration-2', 'config.json')).toHaveProperty('schema_version', 1);
  const [before, after] = [1, 2].map((number) => readIterationIn(warnOnce(quietShell()), bench.workspace, number));
  if (before === undefined || after === undefined) throw new Error('two iterations are compared');
  expect((await comparisonOf(await before, await after)).config_diff).toEqual([]);
});

it('a config of a later form is said to be newer than the program', async () => {
  const bench = await smallBench(temp());
  await bench.improve({ limits: { iterations: 1 } });
  await withVersion(bench, ['config.json'], 2);
  const { differences } = await verifyRun(bench.workspace);
  const message = 'has schema_version 2, which is newer than this program.';
  expect(differences).toMatchObject([0, 1].map((number) => ({ path: `iteration-${number}/config.json`, message })));
});
