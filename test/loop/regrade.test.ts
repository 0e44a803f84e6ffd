import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommandAgent } from '../../src/agents/command/agent.ts';
import { createRedact } from '../../src/agents/redact.ts';
import { defaultLimits } from '../../src/cli/defaults.ts';
import type { StopControl } from '../../src/loop/campaign.ts';
import { openRegrade } from '../../src/loop/open-regrade.ts';
import { regrade } from '../../src/loop/regrade.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, fixtureAgent, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** Grades every judged expectation as failed. */
const HARSH = `judge: () => ({
  text: '',
  structured: { expectations: [1, 2, 3, 4].map((id) => ({ id, passed: false, evidence: 'no' })) },
})`;

async function finished(): Promise<Bench> {
  const bench = await smallBench(temp());
  await bench.improve({ limits: { iterations: 1 } });
  return bench;
}

const NEVER: StopControl = { requested: () => false, abort: new AbortController().signal };

async function gradeAnew({ workspace }: Bench, { judge = null as string | null, stop = NEVER } = {}) {
  const environment = { PATH: process.env.PATH ?? '' };
  const opened = await openRegrade({
    ...{ workspace, judge, stop, concurrency: 1 },
    defaultLimits,
    passEnv: [],
    environment: {},
    commandEnvironment: environment,
    programVersion: '0.0.0-test',
    redact: createRedact([]),
    clock: systemClock,
    createAgent: (spec) =>
      createCommandAgent({ program: spec.includes('/') ? spec : fixtureAgent(spec), model: null, environment }),
    emit: () => undefined,
  });
  return regrade(opened.campaign, opened.judge).finally(opened.close);
}

/** The last column of the leaderboard, without its head. */
async function lastColumn(bench: Bench, name: string): Promise<readonly (string | undefined)[]> {
  const [head, ...rows] = (await bench.text('leaderboard.csv')).trimEnd().split('\n');
  const place = head?.split(',').indexOf(name) ?? -1;
  return rows.map((row) => (place < 0 ? undefined : row.split(',')[place]));
}

describe('a regrade', () => {
  it('by the same judge comes to the same scores, calls nobody but the judge, and changes no row', async () => {
    const bench = await finished();
    const before = { rows: await bench.text('results.tsv'), executor: await bench.calls('executor') };
    const record = await gradeAnew(bench);
    expect(record).toMatchObject({
      number: 1,
      changed: [],
      scores: [
        { iteration: 0, before: '0.25', score: 0.25 },
        { iteration: 1, before: '0.5', score: 0.5 },
      ],
      agreement: { judge: { expectations: 8, same: 8 }, check: { expectations: 8, same: 8 } },
      gradings: 4,
      ungraded: [],
    });
    expect({ rows: await bench.text('results.tsv'), executor: await bench.calls('executor') }).toEqual(before);
    expect(await bench.calls('judge')).toBe(4);
    expect(await bench.json('regrades', '1', 'regrade.json')).toEqual(record);
  });

  it('by another judge has its own column in the leaderboard, beside which everything stays', async () => {
    const bench = await finished();
    const old = await bench.text('iteration-1', 'eval-b', 'grading.json');
    const record = await gradeAnew(bench, { judge: await bench.agent('harsh', HARSH) });
    expect(record.scores.map(({ score }) => score)).toEqual([0.125, 0.25]);
    expect(record).toMatchObject({ changed: ['judge'], agreement: { judge: { expectations: 8, same: 5, kappa: 0 } } });
    expect(record.differ).toEqual([
      { iteration: 0, eval_id: 'b', trial: 1, number: 1, passed: false },
      { iteration: 1, eval_id: 'b', trial: 1, number: 1, passed: false },
      { iteration: 1, eval_id: 'b', trial: 1, number: 2, passed: false },
    ]);
    expect(await lastColumn(bench, 'score_v1')).toEqual(['0.125', '0.25']);
    expect(await bench.text('iteration-1', 'eval-b', 'grading.json')).toBe(old);
    expect(await bench.json('regrades', '1', 'iteration-1', 'eval-b', 'grading.json')).toMatchObject({
      summary: { passed: 0, total: 4 },
    });
    await bench.improve({ limits: { iterations: 2 } });
    expect(await lastColumn(bench, 'score_v1')).toEqual(['0.125', '0.25', '']);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('that was stopped goes on, and pays no grading twice', async () => {
    const bench = await finished();
    const judged = await bench.calls('judge');
    let asked = 0;
    const requested = () => {
      asked += 1;
      return asked > 1;
    };
    await expect(gradeAnew(bench, { stop: { ...NEVER, requested } })).rejects.toMatchObject({ stopReason: 'user' });
    expect(await bench.calls('judge')).toBe(judged + 1);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
    expect(await gradeAnew(bench)).toMatchObject({ number: 1, gradings: 4 });
    expect(await bench.calls('judge')).toBe(judged + 2);
    expect(await gradeAnew(bench)).toMatchObject({ number: 2 });
    expect(await lastColumn(bench, 'score_v2')).toEqual(['0.25', '0.5']);
  });

  it('names what its judge had no usable answer for', async () => {
    const bench = await finished();
    const record = await gradeAnew(bench, { judge: 'bad-judge' });
    expect(record.scores.map(({ score }) => score)).toEqual([null, null]);
    expect(record.ungraded).toEqual([0, 1].map((iteration) => ({ iteration, eval_id: 'b', trial: 1 })));
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('grades what could not be graded before', async () => {
    const bench = await smallBench(temp());
    await bench.improve({ limits: { iterations: 1 }, judge: await bench.agent('late', LATE) });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1  0.25 reverted']);
    const { scores, agreement } = await gradeAnew(bench, { judge: 'plan' });
    expect(scores.map(({ score }) => score)).toEqual([0.25, 0.5]);
    expect(agreement.judge).toEqual({ expectations: 4, same: 4, kappa: 1 });
  });

  it('needs neither the skill nor the executor any more', async () => {
    const bench = await smallBench(temp());
    await bench.improve({ agent: await bench.agent('gone', ''), judge: 'plan', limits: { iterations: 0 } });
    await rm(bench.skill, { recursive: true });
    await rm(join(temp(), 'gone.mjs'));
    expect(await gradeAnew(bench)).toMatchObject({ gradings: 2 });
  });

  it('is refused before anything is decided', async () => {
    const bench = await smallBench(temp());
    const { close } = await bench.open();
    await close();
    await expect(gradeAnew(bench)).rejects.toMatchObject({ code: 'refused' });
  });
});

/** Does as the plan agent for the first step, and has no usable answer later. */
const LATE = `judge: (request) =>
  fs.readFileSync(join(request.cwd, 'outputs', 'result.txt'), 'utf8').includes('step: 0')
    ? planRoles.judge(request)
    : { text: 'I cannot tell.' }`;

describe('a regrade that was changed by hand', () => {
  it.each([
    ['a new grading', 'regrades/1/iteration-1/eval-b/grading.json', ['"passed": 2', '"passed": 3']],
    ['a verdict in a new grading', 'regrades/1/iteration-1/eval-b/grading.json', ['"passed": false', '"passed": true']],
    ['a new score', 'regrades/1/regrade.json', ['"score": 0.5', '"score": 0.75']],
    ['the agreement', 'regrades/1/regrade.json', ['"same": 8', '"same": 7']],
    ['who graded', 'regrades/1/request.json', ['"number": 1', '"number": 2']],
  ] as const)('is found out: %s', async (_, path, [from, to]) => {
    const bench = await finished();
    await gradeAnew(bench);
    const file = join(bench.workspace.root, path);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(from);
    await chmod(file, 0o644);
    await writeFile(file, text.replace(from, to));
    expect((await verifyRun(bench.workspace)).differences).not.toEqual([]);
  });
});
