import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sftExporter } from '../../../src/records/sft/exporter.ts';
import { useTempFolder, useTempFolderForAll } from '../../platform/temp.ts';
import { type Bench, smallBench } from '../../support/campaign.ts';
import { whySkipped } from '../../support/llama-factory.ts';
import { exportTo } from '../../support/records.ts';
import { readJson } from '../../support/workspace-files.ts';

const ran = useTempFolderForAll();
const folder = useTempFolder();
let bench: Bench;
let runId = '';

// Rates of the two evals: 0.25 and 0.5 at first, 0.5 and 1 after the first step.
beforeAll(async () => {
  const expectations = ['One', 'Two', 'Three', 'Four'];
  const evals = [
    { id: 'a', prompt: 'case A', expectations },
    { id: 'b', prompt: 'case B', expectations: expectations.slice(2) },
  ];
  bench = await smallBench(ran(), {}, evals);
  await bench.improve({ limits: { iterations: 1 } });
  runId = (await readJson(bench.workspace.run)).run_id;
});

function run(options: Record<string, unknown> = {}) {
  return sftExporter.export(bench.workspace, exportTo(folder(), { options }));
}

const at = (iteration: number, name = '') => join(folder(), 'sft_data', `${runId}-iter-${iteration}`, name);
const rates = async (iteration: number) =>
  (await readJson(at(iteration, 'lf.json'))).map(({ _score }: { _score: { pass_rate: number } }) => _score.pass_rate);

describe('which trials', () => {
  it('are those with all expectations passed, by default; the rest is counted with the reason', async () => {
    const { written, skipped } = await run();
    expect(written).toEqual({ jobs: 2, records: 1 });
    expect(skipped).toEqual({
      ...{ pending: 0, unmeasured: 0, filtered: 3, no_trajectory: 0, broken: 0, incomplete: 0, invalid: 0 },
      ...{ test_split_evals: 0, unchanged_jobs: 0 },
    });
    expect([await rates(0), await rates(1)]).toEqual([[], [1]]);
  });

  it.each([
    [{ status: 'unresolved' }, [0.25, 0.5], [0.5]],
    [{ status: 'all' }, [0.25, 0.5], [0.5, 1]],
    [{ minPassRate: '0.5' }, [0.5], [0.5, 1]],
    [{ minPassRate: '0.5', status: 'unresolved' }, [0.5], [0.5]],
  ])('with %j', async (options, first, second) => {
    await run(options);
    expect([await rates(0), await rates(1)]).toEqual([first, second]);
  });

  it.each(['latest', '1', () => `${runId}-iter-1`])('of one job: %s', async (job) => {
    await run({ job: typeof job === 'string' ? job : job() });
    expect(await readdir(join(folder(), 'sft_data'))).toEqual([`${runId}-iter-1`]);
  });

  it('of a job that is not there, or of a share that is none: says what there is', async () => {
    await expect(run({ job: 'iter-9' })).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining(`${runId}-iter-1`),
    });
    await expect(run({ minPassRate: 'half' })).rejects.toMatchObject({
      message: expect.stringContaining('"half" is no --min-pass-rate'),
    });
  });
});

describe('a data set', () => {
  it('is an array with an indent of four that LLaMA-Factory loads without skipping a record', async () => {
    await run({ status: 'all' });
    const text = await readFile(at(1, 'lf.json'), 'utf8');
    const records = JSON.parse(text);
    expect(text).toBe(`${JSON.stringify(records, null, 4)}\n`);
    const info = (await readJson(at(1, 'dataset_info.json')))[`${runId}-iter-1`];
    expect(info.file_name).toBe('lf.json');
    expect(records.map((record: Record<string, unknown>) => whySkipped(record, info))).toEqual([null, null]);
  });

  it('has the same trials in im.jsonl, and their number in lf.stats.json', async () => {
    await run({ status: 'all' });
    const lines = (await readFile(at(1, 'im.jsonl'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ meta_info }) => meta_info.unique_info._instance_id)).toEqual(
      (await readJson(at(1, 'lf.json'))).map(({ _instance_id }: { _instance_id: string }) => _instance_id),
    );
    expect(await readJson(at(1, 'lf.stats.json'))).toMatchObject({
      ...{ count: 2, tokenizer: 'ceil(chars/4)', scores: { max: 1, min: 0.5, mean: 0.75 } },
      n_turns: { max: 2, min: 2, mean: 2, gte_100: 0 },
      tool_call_errors: { total_tool_calls: 2, error_tool_calls: 0, trajectories_with_tool_calls: 2, error_rate: 0 },
    });
  });

  it('without a record is an empty array, with counts of nothing', async () => {
    await run({ job: '0' });
    expect(await readJson(at(0, 'lf.json'))).toEqual([]);
    expect(await readJson(at(0, 'lf.stats.json'))).toMatchObject({ count: 0, total_tokens: 0 });
    expect(await readJson(at(0, 'lf.stats.json'))).not.toHaveProperty('scores');
  });

  it('is left alone when nothing changed and that is asked for, until something does', async () => {
    const first = await run({ skipUnchanged: true });
    expect(first.written.jobs).toBe(2);
    const before = (await stat(at(1, 'lf.json'))).mtimeMs;
    expect(await run({ skipUnchanged: true })).toMatchObject({ written: { jobs: 0 }, skipped: { unchanged_jobs: 2 } });
    expect((await stat(at(1, 'lf.json'))).mtimeMs).toBe(before);
    expect(await run({ skipUnchanged: true, prose: 'drop' })).toMatchObject({ written: { jobs: 2 } });
    await writeFile(at(1, '.convert_sig.json'), 'torn');
    expect(await run({ skipUnchanged: true, prose: 'drop' })).toMatchObject({ written: { jobs: 1 } });
  });

  it('takes a tool result of 10 MB, and leaves out a trial with a torn line', async () => {
    const { trajectory } = bench.workspace.iteration(1).trial('b', 1);
    const text = await readFile(trajectory, 'utf8');
    await chmod(trajectory, 0o644);
    const call = { type: 'tool_call', id: 'big', name: 'Read', input: {} };
    const result = { type: 'tool_result', id: 'big', output: 'x'.repeat(10_000_000) };
    await writeFile(trajectory, `${JSON.stringify(call)}\n${JSON.stringify(result)}\n${text}`);
    expect((await run()).written.records).toBe(1);
    expect((await readJson(at(1, 'lf.stats.json'))).token_lens.gt_128k).toBe(1);
    await writeFile(trajectory, `${text}{"type":"mess`);
    expect(await run()).toMatchObject({ written: { records: 0 }, skipped: { broken: 1 } });
    await writeFile(trajectory, text);
  });
});
