import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunView } from '../../../src/core/run-view.ts';
import { readSuite } from '../../../src/evals/suite.ts';
import { artifactsExporter } from '../../../src/records/artifacts/exporter.ts';
import { type UnpackedRun, unpackArtifacts } from '../../../src/records/artifacts/unpack.ts';
import { readRunView } from '../../../src/store/run-view/read-run-view.ts';
import { readTrialDetails } from '../../../src/store/run-view/trial-details.ts';
import { useTempFolder, useTempFolderForAll } from '../../platform/temp.ts';
import { type Bench, smallBench } from '../../support/campaign.ts';
import { exportTo } from '../../support/records.ts';
import { readJson } from '../../support/workspace-files.ts';

const folder = useTempFolderForAll();
const temp = useTempFolder();
let bench: Bench;
let runId = '';
const exported = () => join(folder(), 'artifacts');
const copy = () => join(temp(), 'artifacts');

beforeAll(async () => {
  bench = await smallBench(folder());
  await bench.improve({ limits: { iterations: 2 } });
  runId = (await readJson(bench.workspace.run)).run_id;
  await artifactsExporter.export(bench.workspace, exportTo(exported()));
});
beforeEach(() => cp(exported(), copy(), { recursive: true }));

async function unpacked(from = copy(), named: string | null = null): Promise<UnpackedRun & { view: RunView }> {
  const run = await unpackArtifacts(from, join(temp(), 'run'), named);
  return { ...run, view: await readRunView(run.workspace, readSuite) };
}

const KNOWN = [
  'eval_id',
  'trial',
  'outcome',
  'passed',
  'total',
  'marks',
  'tokens_in',
  'cost_usd',
  'duration_ms',
] as const;

describe('a run of which there are artifacts alone', () => {
  it('has the rows and the trials that it had', async () => {
    const { view, problems, jobs } = await unpacked();
    const whole = await readRunView(bench.workspace, readSuite);
    expect([problems, view.problems]).toEqual([[], []]);
    expect(jobs).toEqual([0, 1, 2].map((number) => `${runId}-iter-${number}`));
    expect(view.iterations.map(({ row }) => row)).toEqual(whole.iterations.map(({ row }) => row));
    const facts = ({ iterations }: RunView) =>
      iterations.flatMap(({ trials }) => trials.map((trial) => KNOWN.map((key) => trial[key])));
    expect(facts(view)).toEqual(facts(whole));
    expect(view.evals.map(({ id, expectations }) => [id, expectations.length])).toEqual([
      ['a', 4],
      ['b', 4],
    ]);
    expect(view.best).toBe(whole.best);
  });

  it('says of the rest that it is not known, never 0', async () => {
    const { view } = await unpacked();
    expect(view).toMatchObject({ run: null, headline: null, calibration: null, certificates: [] });
    expect(view.state).toMatchObject({ phase: null, stop_reason: null, limits: null, spend: null });
    expect(view.iterations.map(({ spend }) => spend)).toEqual([null, null, null]);
  });

  it('has its transcripts, gradings and outputs', async () => {
    const { workspace, view } = await unpacked();
    const [trial] = view.iterations[1]?.trials ?? [];
    if (trial === undefined) throw new Error('there is no trial');
    const details = await readTrialDetails(workspace, trial, readSuite);
    const whole = await readTrialDetails(bench.workspace, trial, readSuite);
    expect(details.transcript?.text).toContain('Work through case A.');
    expect(details.transcript?.text).toContain('lines are finished.');
    expect(details.outputs).toEqual(whole.outputs);
    const said = ({ expectations }: typeof whole) =>
      expectations.map(({ text, passed, evidence }) => [text, passed, evidence]);
    expect(said(details)).toEqual(said(whole));
  });

  it('is the named one, else the one that was decided last', async () => {
    const other = join(copy(), 'jobs', 'elder-run-iter-0');
    await mkdir(other);
    await writeFile(join(other, 'result.json'), JSON.stringify({ finished_at: '2001-01-01T00:00:00.000Z' }));
    expect(await unpacked()).toMatchObject({ runId, others: ['elder-run'] });
    await rm(join(temp(), 'run'), { recursive: true });
    const { view, ...elder } = await unpacked(copy(), 'elder-run');
    expect(elder).toMatchObject({ runId: 'elder-run', jobs: ['elder-run-iter-0'], others: [runId] });
    expect(view.iterations).toMatchObject([{ number: 0, row: null, trials: [] }]);
    await expect(unpackArtifacts(copy(), join(temp(), 'x'), 'none')).rejects.toMatchObject({ code: 'usage' });
  });

  it('is shown as far as it can be read', async () => {
    const job = (...path: readonly string[]) => join(copy(), 'jobs', `${runId}-iter-1`, ...path);
    await writeFile(job('result.json'), 'torn');
    await writeFile(job('eval-a__t1', 'result.json'), '{"task_name": 7}');
    await writeFile(job('eval-b__t1', 'verifier', 'test-stdout.txt'), 'PASS 1. half');
    await rm(job('eval-b__t1', 'agent'), { recursive: true });
    const { view, problems } = await unpacked();
    expect([...new Set(problems.map(({ path }) => path.split('-iter-')[1]))].sort()).toEqual([
      '1/eval-a__t1/result.json',
      '1/result.json',
    ]);
    expect(view.iterations[1]).toMatchObject({
      row: null,
      trials: [{ eval_id: 'b', outcome: 'graded', passed: null, marks: null }],
    });
    expect(view.iterations[2]?.row).not.toBeNull();
  });
});

it('the row stands in the result of a job, and is what the run has', async () => {
  const { row } = await readJson(exported(), 'jobs', `${runId}-iter-1`, 'result.json');
  expect(row).toEqual((await readJson(bench.workspace.iteration(1).decision)).row);
});

it.each([
  ['is empty', async () => undefined],
  ['holds something else', async () => writeFile(join(temp(), 'strange', 'thesis.txt'), '')],
  ['holds a file in the place of its jobs', async () => writeFile(join(temp(), 'strange', 'jobs'), '')],
  [
    'holds jobs of another tool',
    async () => mkdir(join(temp(), 'strange', 'jobs', '2025-01-15__10-30'), { recursive: true }),
  ],
])('a folder that %s is no folder of artifacts', async (_, fill) => {
  await mkdir(join(temp(), 'strange'));
  await fill();
  await expect(unpackArtifacts(join(temp(), 'strange'), join(temp(), 'run'), null)).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('export artifacts'),
  });
});

it('a job of ours in name only gives an iteration of which nothing is known', async () => {
  const at = join(temp(), 'strange', 'jobs', 'x-iter-3');
  await mkdir(join(at, 'some__trial'), { recursive: true });
  await writeFile(join(at, 'some__trial', 'result.json'), JSON.stringify({ task_name: 'a', agent_result: null }));
  const { view, problems } = await unpacked(join(temp(), 'strange'));
  expect(view.iterations).toMatchObject([{ number: 3, row: null, trials: [] }]);
  expect(problems.map(({ path }) => path)).toEqual(['jobs/x-iter-3/some__trial/result.json']);
  expect(await readFile(join(temp(), 'run', 'events.jsonl'), 'utf8')).toBe('');
});
