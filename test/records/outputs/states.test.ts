import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exists } from '../../../src/platform/exists.ts';
import { exportOutputs } from '../../../src/records/outputs/export-outputs.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { type Bench, CHECKED, smallBench } from '../../support/campaign.ts';
import { exportTo } from '../../support/records.ts';

const temp = useTempFolder();

async function bundled({ workspace }: Bench) {
  const { warnings, written } = await exportOutputs(workspace, exportTo(join(temp(), 'outputs')));
  const [run = ''] = (await readdir(join(temp(), 'outputs'))).filter((name) => !name.startsWith('.'));
  const at = (...path: readonly string[]) => join(temp(), 'outputs', run, ...path);
  return { warnings, written, at, read: (...path: readonly string[]) => readFile(at(...path), 'utf8') };
}

it('a skill with evals that are set apart is handed on without its evals, and nothing says their text', async () => {
  const sealed = { ...CHECKED, id: 's', split: 'test', prompt: 'What nobody may learn from.' };
  const bench = await smallBench(temp(), {}, [CHECKED, sealed]);
  await bench.improve({ limits: { iterations: 1 } });
  const { at, warnings } = await bundled(bench);
  expect(warnings).toEqual(['skill/ is without evals/, for some of them are set apart for submit.']);
  expect(await readdir(at('best_run_files/skill'))).toEqual(['SKILL.md']);
  for (const name of await readdir(at(), { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    expect(await readFile(join(name.parentPath, name.name), 'utf8'), name.name).not.toContain(sealed.prompt);
  }
});

it('a run whose only version is the original is handed on as that, with binary files and links as they are', async () => {
  const bytes = new Uint8Array([0, 255, 1, 128, 10]);
  const bench = await smallBench(temp(), { 'logo.bin': bytes, linked: { link: 'logo.bin' } }, [CHECKED]);
  await bench.improve({ limits: { iterations: 0 } });
  const { at, read, warnings, written } = await bundled(bench);
  expect([warnings, written.iterations]).toEqual([[], 1]);
  expect(await readFile(at('best_run_files/skill/linked'))).toEqual(Buffer.from(bytes));
  expect(await read('best_run_files/iteration_number.txt')).toBe('0\n');
  expect(await read('best_run_files/changes.patch')).toBe('');
  expect(JSON.parse(await read('best_run_files/structured_outputs.txt')).expected_flips).toEqual([]);
});

it('a killed run is handed on as far as it came, and a later export takes the place of that', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve({ limits: { iterations: 1 } });
  const { decision, seal } = bench.workspace.iteration(1);
  for (const path of [decision, seal, bench.workspace.results]) await rm(path);
  const { at, read } = await bundled(bench);
  expect(await exists(at('run_files/iteration_1'))).toBe(true);
  expect(await read('README.md')).toContain('- run_files/iteration_1 – not decided\n');
  await bench.improve({ limits: { iterations: 2 } });
  const again = await bundled(bench);
  expect(again.at()).toBe(at());
  expect(again.written.iterations).toBe(3);
});
