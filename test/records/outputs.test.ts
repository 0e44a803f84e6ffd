import { execFileSync } from 'node:child_process';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { outputsExporter } from '../../src/records/outputs/exporter.ts';
import { prepare } from '../../src/records/prepared/prepare.ts';
import { treeHash } from '../../src/store/tree-hash.ts';
import { useTempFolderForAll } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, smallBench } from '../support/campaign.ts';
import { exportTo } from '../support/records.ts';

const folder = useTempFolderForAll();
let bench: Bench;
let bundle: string;

/** v1 and v3 kept, v2 reverted, and its bundle. */
beforeAll(async () => {
  bench = await smallBench(folder(), { 'evals/description.md': 'Cases to work through.\n' }, [
    CHECKED,
    { ...JUDGED, split: 'val' },
  ]);
  await bench.improve({ limits: { iterations: 3 } });
  await outputsExporter.export(bench.workspace, exportTo(join(folder(), 'outputs')));
  const [run = ''] = (await readdir(join(folder(), 'outputs'))).filter((name) => !name.startsWith('.'));
  bundle = join(folder(), 'outputs', run);
});

const inBundle = (...path: readonly string[]) => readFile(join(bundle, ...path), 'utf8');

describe('the bundle of outputs', () => {
  it('holds the best version as it is, and a patch that makes it of the original', async () => {
    const best = (await bench.text('best')).trim();
    expect(await inBundle('best_run_files/iteration_number.txt')).toBe(`${best.slice(1)}\n`);
    const hash = async (dir: string) => treeHash(await hashTree(dir), { withEvals: true });
    expect(await hash(join(bundle, 'best_run_files/skill'))).toBe(await hash(bench.workspace.version(best)));
    const patched = join(folder(), 'patched');
    await cp(bench.workspace.version('v0'), patched, { recursive: true });
    execFileSync('chmod', ['-R', 'u+w', patched]);
    execFileSync('git', ['apply', join(bundle, 'best_run_files/changes.patch')], { cwd: patched });
    expect(await hash(patched)).toBe(await hash(bench.workspace.version(best)));
    await rm(patched, { recursive: true });
  });

  it('lies in the named folder itself where that has the name of the run', async () => {
    const again = join(folder(), 'named', basename(bundle));
    await outputsExporter.export(bench.workspace, exportTo(again));
    expect(await hashTree(again)).toEqual(await hashTree(bundle));
    await rm(join(folder(), 'named'), { recursive: true });
  });

  it('says what was measured of it, by split', async () => {
    expect(await inBundle('best_run_files/validation_metrics.txt')).toMatch(/^score: 0\.\d+\na: \d\/\d\nb: \d\/\d\n$/);
    expect(await inBundle('best_run_files/train_metrics.txt')).toMatch(/^a: \d\/\d\n$/);
    expect(JSON.parse(await inBundle('run_files/train.json'))).toMatchObject({ schema_version: 1, evals: [{}] });
    for (const record of ['best_run_files/config.json', 'extras/usage.json']) {
      expect(JSON.parse(await inBundle(record))).toMatchObject({ schema_version: 1 });
    }
    expect(JSON.parse(await inBundle('run_files/validation.json')).evals).toHaveLength(2);
    expect(await inBundle('best_run_files/environment.yml')).toMatch(/^skillratchet: /m);
  });

  it('has every iteration, those that were reverted too, with a report each as Markdown and PDF', async () => {
    const names = await readdir(join(bundle, 'run_files'));
    expect(names.sort()).toEqual([
      ...['iteration_0', 'iteration_1', 'iteration_2', 'iteration_3'],
      ...['train.json', 'validation.json'],
    ]);
    expect(await exists(join(bundle, 'run_files/iteration_2/candidate/SKILL.md'))).toBe(true);
    expect(await exists(join(bundle, 'run_files/iteration_2/candidate/evals'))).toBe(false);
    for (const number of [0, 1, 2, 3]) {
      expect(await inBundle(`reports/run_report_iter_${number}.md`)).toContain(`# Iteration ${number} of plan`);
      expect((await inBundle(`pdf_reports/iteration_${number}.pdf`)).slice(0, 5)).toBe('%PDF-');
    }
    expect((await readdir(join(bundle, 'pdf_reports/plots'))).some((name) => name.endsWith('.svg'))).toBe(true);
  });

  it('has a README in which every path is there', async () => {
    const readme = await inBundle('README.md');
    const paths = [...readme.matchAll(/^- (\S+) /gm)].map(([, path]) => path ?? '');
    expect(paths.length).toBeGreaterThan(15);
    for (const path of paths) expect(await exists(join(bundle, path)), path).toBe(true);
    expect(readme).toMatch(/^Best version: v\d\. Recommended: /m);
  });
});

it('evals are prepared in one form, by split, with and without what is expected', async () => {
  const { folder: at, counts } = await prepare(bench.skill, bench.workspace);
  const read = async (name: string) => JSON.parse(await readFile(join(at, name), 'utf8'));
  expect(counts).toEqual({ train: 1, val: 2, test: 0 });
  expect((await read('val.json')).evals[0].expectations).toHaveLength(4);
  expect((await read('val.no_label.json')).evals).toEqual([
    { id: 'a', prompt: 'Work through case A.' },
    { id: 'b', prompt: 'Work through case B.' },
  ]);
  expect(await readFile(join(at, 'description.md'), 'utf8')).toBe('Cases to work through.\n');
  const { sha256 } = await read('metadata.json');
  expect(Object.keys(sha256)).toHaveLength(5);
});
