import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { artifactsExporter } from '../../../src/records/artifacts/exporter.ts';
import { useTempFolderForAll } from '../../platform/temp.ts';
import { type Bench, smallBench } from '../../support/campaign.ts';
import { exportTo, lastLine } from '../../support/records.ts';
import { readJson } from '../../support/workspace-files.ts';

const folder = useTempFolderForAll();
let bench: Bench;
let runId = '';
const at = (...path: readonly string[]) => join(folder(), 'artifacts', ...path);
const job = (iteration: number, ...path: readonly string[]) => at('jobs', `${runId}-iter-${iteration}`, ...path);

beforeAll(async () => {
  bench = await smallBench(folder());
  const agent = await bench.agent(
    'sometimes',
    `executor: async (request) => {
      if (request.prompt.includes('case B') && fs.readFileSync(join(request.skill.dir, 'SKILL.md'), 'utf8').includes('plan: 1 1 1 1') === false) process.exit(3);
      return planRoles.executor(request);
    }`,
  );
  await bench.improve({ agent, limits: { iterations: 1 } });
  runId = (await readJson(bench.workspace.run)).run_id;
  await artifactsExporter.export(bench.workspace, exportTo(at()));
});

/** The trials that a result names, each as often as it does. */
function named(evals: Record<string, { reward_stats: { reward: object }; exception_stats: object }>): string[] {
  return Object.values(evals).flatMap(({ reward_stats, exception_stats }) =>
    [reward_stats.reward, exception_stats].flatMap((some) => Object.values(some).flat()),
  );
}

describe('the result of a job', () => {
  it.each([0, 1])('names every trial folder of iteration %i exactly once', async (iteration) => {
    const { stats, n_total_trials } = await readJson(job(iteration, 'result.json'));
    const entries = await readdir(job(iteration), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(named(stats.evals).sort()).toEqual(folders.sort());
    expect(folders).toHaveLength(n_total_trials);
  });

  it('gives pass rates as rewards, in the words of Harbor', async () => {
    const result = await readJson(job(0, 'result.json'));
    const [key = ''] = Object.keys(result.stats.evals);
    const stats = result.stats.evals[key];
    expect(key).toMatch(/__plan$/);
    expect(stats).toMatchObject({ n_trials: 2, n_errors: 0, metrics: [{ mean: 0.25 }], pass_at_k: { 1: 0 } });
    expect(stats.reward_stats.reward).toEqual({ '0.25': ['eval-a__t1', 'eval-b__t1'] });
    expect(result.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
    expect(result.finished_at).toMatch(/Z$/);
  });

  it('has what was not measured among the exceptions, never with a reward of 0', async () => {
    const { stats } = await readJson(job(1, 'result.json'));
    expect(Object.values(stats.evals)).toMatchObject([
      { n_errors: 1, exception_stats: { 'agent_error.crash': ['eval-b__t1'] } },
    ]);
    expect(JSON.stringify(stats.evals)).not.toContain('"0.0"');
    const trial = await readJson(job(1, 'eval-b__t1', 'result.json'));
    expect(trial).toMatchObject({
      verifier_result: null,
      exception_info: { exception_type: 'agent_error.crash', exception_message: expect.stringContaining('3') },
    });
    expect((await readdir(job(1, 'eval-b__t1', 'verifier'))).sort()).toEqual(['judge.json', 'test-stdout.txt']);
  });

  it('stands beside the frozen config', async () => {
    const config = parse(await readFile(job(1, 'config.yaml'), 'utf8'));
    expect(config).toEqual(await bench.json('iteration-1', 'config.json'));
  });
});

describe('the folder of a trial', () => {
  it('holds config, result, what the agent did and made, and what the grading says', async () => {
    const [config, result] = [
      await readJson(job(0, 'eval-b__t1', 'config.json')),
      await readJson(job(0, 'eval-b__t1', 'result.json')),
    ];
    expect(config).toMatchObject({ task: { path: 'plan/b' }, agent: { model_name: null } });
    expect(result).toMatchObject({
      trial_name: 'eval-b__t1',
      verifier_result: { rewards: { reward: 0.25 } },
      exception_info: null,
    });
    expect(result.task_checksum).toMatch(/^[\da-f]{64}$/);
    expect(await readFile(job(0, 'eval-b__t1', 'verifier', 'reward.txt'), 'utf8')).toBe('0.25\n');
    expect(await readFile(job(0, 'eval-b__t1', 'verifier', 'test-stdout.txt'), 'utf8')).toMatch(
      /^PASS 1\. Line 01 is done\n.*\nFAIL 2\./,
    );
    expect(await readdir(job(0, 'eval-b__t1', 'agent', 'outputs'))).toEqual(['result.txt']);
  });

  it('has a line for each answer of the model, with all messages before it', async () => {
    const text = await readFile(job(0, 'eval-b__t1', 'agent', 'litellm-trajectory.jsonl'), 'utf8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThan(1);
    let before: unknown[] = [];
    for (const { request_body, response_body, source, trajectory_route, usage } of lines) {
      expect({ source, trajectory_route }).toEqual({
        source: 'reconstructed',
        trajectory_route: `${runId}-iter-0/eval-b__t1`,
      });
      expect(usage.prompt_tokens).toBeNull();
      expect(request_body.messages.slice(0, before.length)).toEqual(before);
      before = [...request_body.messages, response_body.choices[0].message];
    }
    expect(before[0]).toEqual({ role: 'user', content: 'Work through case B.' });
    expect(before.at(-1)).toEqual({ role: 'assistant', content: 'Case B: 1 lines are finished.' });
    expect(lines[0].request_body.tools).toMatchObject([{ type: 'function', function: { name: 'Write' } }]);
  });

  it('has only the last line of the trajectory where that is asked for', async () => {
    const full = await readFile(job(0, 'eval-a__t1', 'agent', 'litellm-trajectory.jsonl'), 'utf8');
    const to = join(folder(), 'final');
    await artifactsExporter.export(bench.workspace, exportTo(to, { options: { trajectory: 'final' } }));
    const path = join(to, 'jobs', `${runId}-iter-0`, 'eval-a__t1', 'agent', 'litellm-trajectory.jsonl');
    expect(await readFile(path, 'utf8')).toBe(`${lastLine(full)}\n`);
  });
});

it('what the improver proposed lies beside the jobs, without the evals', async () => {
  expect(await readJson(at('proposals', `${runId}-iter-1`, 'proposal.json'))).toMatchObject({
    failure: null,
    structured: { hypothesis: 'Step 1 is next.' },
  });
  expect(await readdir(at('proposals', `${runId}-iter-1`, 'skill'))).toEqual(['SKILL.md']);
  expect(await readdir(at('proposals'))).toEqual([`${runId}-iter-1`]);
});
