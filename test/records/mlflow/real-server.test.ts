import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRedact } from '../../../src/agents/redact.ts';
import { exportMlflow } from '../../../src/records/mlflow/export-mlflow.ts';
import { mlflowServer } from '../../../src/records/mlflow/rest.ts';
import { useTempFolderForAll } from '../../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, smallBench } from '../../support/campaign.ts';
import { type RealMlflow, realMlflow, startMlflow } from '../../support/mlflow.ts';

const program = await realMlflow();
const folder = useTempFolderForAll();

const pairs = z
  .array(z.object({ key: z.string(), value: z.string() }))
  .transform((list) => Object.fromEntries(list.map(({ key, value }) => [key, value])));
const runSchema = z.object({
  info: z.object({ run_id: z.string(), run_name: z.string(), status: z.string(), artifact_uri: z.string() }),
  data: z.object({
    params: pairs,
    tags: pairs,
    metrics: z.array(z.object({ key: z.string(), value: z.number(), step: z.number() })),
  }),
});
type StoredRun = z.infer<typeof runSchema>;

describe.skipIf(program === null)('a real MLflow server', () => {
  let bench: Bench;
  let server: RealMlflow;
  beforeAll(async () => {
    const sealed = { id: 'held', prompt: 'a prompt that only submit may see', split: 'test', expectations: ['One'] };
    bench = await smallBench(folder(), {}, [CHECKED, JUDGED, sealed]);
    await bench.improve({ limits: { iterations: 2 } });
    server = await startMlflow(program ?? '');
  }, 300_000);
  afterAll(() => server?.close());

  const send = () =>
    exportMlflow(bench.workspace, {
      server: mlflowServer({ uri: server.url, token: undefined, timeoutMs: 60_000 }),
      experiment: undefined,
      redact: createRedact(['a secret of somebody']),
    });

  /** The campaign first, then its iterations. */
  async function storedRuns(): Promise<readonly StoredRun[]> {
    const { experiment } = await server.json('mlflow/experiments/get-by-name?experiment_name=plan');
    const { experiment_id } = z.object({ experiment_id: z.string() }).parse(experiment);
    const answer = await fetch(`${server.url}/api/2.0/mlflow/runs/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ experiment_ids: [experiment_id], max_results: 100 }),
    });
    const { runs } = z.object({ runs: z.array(runSchema) }).parse(await answer.json());
    const order = ({ data }: StoredRun) => Number(data.tags['skillratchet.iteration'] ?? -1);
    return runs.sort((a, b) => order(a) - order(b));
  }

  it('has what the workspace holds, and nothing is sent to it twice', async () => {
    expect(await send()).toMatchObject({
      written: { campaigns: 1, iterations: 3 },
      skipped: { unchanged: 0, pending: 0, test_split_evals: 1 },
      warnings: [],
    });
    const runs = await storedRuns();
    const [campaign, ...iterations] = runs;
    expect(iterations).toHaveLength(3);
    for (const [number, run] of iterations.entries()) {
      await expectAsInWorkspace(run, number);
      expect(run.data.tags['mlflow.parentRunId']).toBe(campaign?.info.run_id);
    }
    await expectCurve(campaign, ['0.25', '0.5', '0.5']);

    expect(await send()).toMatchObject({ written: { campaigns: 0, iterations: 0 }, skipped: { unchanged: 3 } });
    expect(await storedRuns()).toEqual(runs);
    expect(JSON.stringify(runs)).not.toMatch(/held|only submit/);
  }, 300_000);

  async function expectAsInWorkspace({ info, data }: StoredRun, number: number): Promise<void> {
    const at = (...path: readonly string[]) => bench.text(`iteration-${number}`, ...path);
    const [decision, metrics, config] = [
      JSON.parse(await at('decision.json')),
      JSON.parse(await at('metrics.json')),
      JSON.parse(await at('config.json')),
    ];
    expect(info).toMatchObject({ status: 'FINISHED', run_name: expect.stringMatching(`iter-${number}$`) });
    expect(data.tags).toMatchObject({
      decision: decision.decision,
      reason: decision.reason,
      changelog: decision.row.changelog,
    });
    expect(data.params).toMatchObject({ rule: 'strict', seed: '1', agent: config.agent });
    for (const none of ['max_call_usd', 'schema_version']) expect(Object.keys(data.params)).not.toContain(none);
    const stored = Object.fromEntries(data.metrics.map(({ key, value }) => [key, value]));
    expect(stored).toMatchObject({
      score: Number(decision.row.score),
      raw_score: Number(decision.row.score),
      best_score: Number(decision.row.best_score),
      'pass_rates.a': metrics.pass_rates.a,
      'usage.input_tokens': metrics.usage.input_tokens,
    });
    expect(data.metrics.every(({ step }) => step === number)).toBe(true);
    const root = info.artifact_uri.replace('mlflow-artifacts:/', '');
    const skill =
      number === 0 ? join(bench.workspace.root, 'v0') : join(bench.workspace.root, `iteration-${number}`, 'candidate');
    expect(await server.artifact(`${root}/skill/SKILL.md`)).toBe(await readFile(join(skill, 'SKILL.md'), 'utf8'));
    expect(await server.artifact(`${root}/trials/eval-b__t1/transcript.md`)).toBe(await at('eval-b', 'transcript.md'));
    expect(await server.artifact(`${root}/report.md`)).toBe(await at('report.md'));
    if (number > 0) expect(await server.artifact(`${root}/changes.patch`)).toBe(await at('changes.patch'));
    await expect(server.artifact(`${root}/skill/evals/evals.json`)).rejects.toThrow();
  }

  async function expectCurve(campaign: StoredRun | undefined, scores: readonly string[]): Promise<void> {
    expect(campaign?.info.status).toBe('FINISHED');
    const query = `run_id=${campaign?.info.run_id}&metric_key=score`;
    const { metrics } = await server.json(`mlflow/metrics/get-history?${query}`);
    expect(metrics).toMatchObject(scores.map((value, step) => ({ step, value: Number(value) })));
    const root = campaign?.info.artifact_uri.replace('mlflow-artifacts:/', '');
    expect(await server.artifact(`${root}/report.md`)).toMatch(/^# Report on plan/);
  }
});
