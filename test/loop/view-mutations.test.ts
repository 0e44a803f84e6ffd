/**
 * Whatever became of the records of a workspace, its view, findings, reports and pictures are made of what is left:
 * 1. nothing throws, and the view is one JSON document, of which the page can be drawn;
 * 2. every record that is no JSON any more, or a link, is named as a problem;
 * 3. what was not touched is shown as it was, and no figure is none.
 */
import { chmod, cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunView } from '../../src/core/run-view.ts';
import { cellsOf } from '../../src/dashboard/page/cells.ts';
import { gainWords } from '../../src/dashboard/page/gain-words.ts';
import { passScore } from '../../src/dashboard/page/passes.ts';
import { progressModel } from '../../src/dashboard/page/progress-model.ts';
import { pageData } from '../../src/dashboard/page-data.ts';
import { partsOf } from '../../src/dashboard/parts.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { readReportSource } from '../../src/records/report-source.ts';
import { markdownOf } from '../../src/report/document/markdown.ts';
import type { ReportSource } from '../../src/report/document/report-source.ts';
import { runReport } from '../../src/report/document/run-report.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { type Bench, smallBench } from '../support/campaign.ts';
import { type Damage, damageBy, damages, doDamage, recordsIn, undoDamage } from '../support/damage.ts';
import { MUTATIONS_TIMEOUT, mutations } from '../support/mutations.ts';

let folder = '';
let bench: Bench;
let intact: RunView;
let texts: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-mutations-'));
  bench = await smallBench(folder);
  await bench.improve({ limits: { iterations: 3, final_passes: 1 } });
  intact = (await readReportSource(bench.workspace)).view;
  texts = await recordsIn(bench.workspace.root, (path) => bench.text(path));
});
afterAll(() => removeTree(folder));

it('is made of what is left, whatever became of the records', { timeout: MUTATIONS_TIMEOUT }, async () => {
  const root = join(folder, 'copy');
  await cp(bench.workspace.root, root, { recursive: true });
  await fc.assert(
    fc.asyncProperty(damages, async (all) => {
      const done = damageBy(texts, all);
      await doDamage(root, texts, done);
      try {
        checkSource(await readReportSource(workspaceAt(root)), done);
      } finally {
        await undoDamage(root, texts, done);
      }
    }),
    mutations(0.2, 20_261_121),
  );
});

function checkSource(source: ReportSource, done: ReadonlyMap<string, Damage>): void {
  const text = markdownOf(runReport(source), { figures: null });
  const [figures] = text.split('## What could not be read');
  expect(figures).not.toMatch(/NaN|undefined|\[object|Infinity|root:x:/);
  for (const block of runReport(source)) if (block.type === 'figure') expect(block.svg).not.toMatch(/NaN|Infinity/);
  expect(JSON.parse(JSON.stringify(source.view))).toEqual(source.view);
  checkPage(source.view);
  checkNamed(source.view, done);
  checkUntouched(source.view, done);
}

/** What the page computes of a view before it draws it. */
function checkPage(view: RunView): void {
  const data = pageData(view, { program: '1.0.0', remarks: [] });
  expect(JSON.stringify(data)).not.toMatch(/root:x:/);
  const cells = cellsOf(view);
  for (const { number } of view.iterations) for (const { id } of view.evals) cells.at(number, id);
  const { line, band, marks, levels } = progressModel(view, 800);
  expect(JSON.stringify([line, band, marks.map(({ x, y, believed }) => [x, y, believed]), levels])).not.toMatch(
    /NaN|Inf/,
  );
  for (const pass of view.passes) expect(passScore(pass, view.evals) ?? 0).not.toBeNaN();
  const { names } = partsOf(bench.workspace, view);
  expect(new Set(names).size).toBe(names.length);
  gainWords(view, data.findings.gain);
}

/** Records that every view reads; those of trials are read only where their run is known to be ours. */
const ALWAYS = /^(run|state|final)\.json$|^iteration-\d\/(decision|proposal|metrics)\.json$/;

function checkNamed({ problems }: RunView, done: ReadonlyMap<string, Damage>): void {
  const named = new Set(problems.map(({ path }) => path));
  for (const [path, { kind }] of done) {
    if (ALWAYS.test(path) && ['folder', 'link', 'pipe', 'newer'].includes(kind)) expect(named).toContain(path);
  }
}

/** An iteration of which nothing was touched, nor of the run's own records, is shown as it was. */
function checkUntouched({ iterations }: RunView, done: ReadonlyMap<string, Damage>): void {
  const touched = [...done.keys()];
  if (touched.some((path) => !path.startsWith('iteration-'))) return;
  for (const one of intact.iterations) {
    if (touched.some((path) => path.startsWith(`iteration-${one.number}/`))) continue;
    const { flips: _, parent: __, ...now } = iterations.find(({ number }) => number === one.number) ?? one;
    expect(one).toMatchObject(now);
  }
}

it('is made of a workspace in which nothing but rows and versions is left', async () => {
  const root = join(folder, 'bare');
  await cp(bench.workspace.root, root, { recursive: true });
  await chmod(root, 0o755);
  for (const path of texts.keys())
    if (!path.endsWith('grading.json') && path !== 'results.tsv') await rm(join(root, path));
  for (const { number } of intact.iterations)
    await rm(join(root, `iteration-${number}`, 'MANIFEST.sha256'), { force: true });
  const { view } = await readReportSource(workspaceAt(root));
  expect(view.workspace.foreign).toBe(true);
  expect(view.iterations.map(({ row }) => row?.score)).toEqual(intact.iterations.map(({ row }) => row?.score));
  expect(view.iterations.map(({ trials }) => trials.map(({ marks }) => marks))).toEqual(
    intact.iterations.map(({ trials }) => trials.map(({ marks }) => marks)),
  );
  expect(view).toMatchObject({ best: intact.best, problems: [] });
});
