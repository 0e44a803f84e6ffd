import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { iterationMeant } from '../../src/loop/plan-reproduction.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, reproduceOn, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** Finishes as many lines of a case as the seed of its call says. */
const BY_SEED = `executor: async (request) => {
  const lines = ['[01]', '[02]', '[03]', '[04]'].slice(0, request.seed % 5);
  fs.writeFileSync(join(request.cwd, 'result.txt'), lines.join('\\n'));
  return { text: 'done' };
}`;

async function climbed(): Promise<Bench> {
  const bench = await smallBench(temp());
  await bench.improve({ limits: { iterations: 3 } });
  return bench;
}

describe('an iteration that is measured again', () => {
  it.each([0, 2, 3])(
    'gives its score where the agent is steady, and changes nothing that was recorded: %i',
    async (number) => {
      const bench = await climbed();
      const [rows, before] = [await bench.text('results.tsv'), await hashTree(bench.workspace.iteration(number).dir)];
      const { decision } = bench.workspace.iteration(number);
      const row = JSON.parse(await readFile(decision, 'utf8')).row;
      const calls = await bench.calls('executor');
      const record = await reproduceOn(bench, number);
      expect(record).toMatchObject({ number: 1, iteration: number, recorded: Number(row.score), verdict: 'same' });
      expect(record).toMatchObject({ score: Number(row.score), differs: [], given: [], unmeasured: [] });
      expect(await bench.calls('executor')).toBe(calls + 2);
      expect(await bench.text('results.tsv')).toBe(rows);
      expect(await hashTree(bench.workspace.iteration(number).dir)).toEqual(before);
      expect(await bench.json('passes', 'reproduce-1', 'reproduction.json')).toEqual(record);
    },
  );

  it('gives it where the agent follows its seeds, under rule race as well', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED, { ...CHECKED, id: 'c' }, { ...CHECKED, id: 'd' }]);
    const agent = await bench.agent('by-seed', BY_SEED);
    await bench.improve({ agent, config: { rule: 'race', seed: 5 }, limits: { iterations: 2, final_passes: 0 } });
    const first = await reproduceOn(bench, 0);
    expect(first).toMatchObject({ verdict: 'same' });
    expect(first.score).toBe(first.recorded);
    for (const number of [1, 2]) expect((await reproduceOn(bench, number)).verdict).toBe('same');
  });

  it('is told apart from another agent, whose numbers it never mixes with those of the run', async () => {
    const bench = await climbed();
    const agent = await bench.agent('lazy', `executor: async () => ({ text: 'nothing done' })`);
    const run = await bench.text('run.json');
    const record = await reproduceOn(bench, 3, { agent });
    expect(record).toMatchObject({ recorded: 0.75, score: 0, verdict: 'beyond_noise', given: [] });
    expect(record.differs.map(({ what }) => what)).toEqual(['executor.name', 'judge.name']);
    expect(await bench.text('run.json')).toBe(run);
    expect((await reproduceOn(bench, 3, { agent, judge: 'plan' })).differs.map(({ what }) => what)).toEqual([
      'executor.name',
    ]);
  });

  it('by a client that updated itself opens no epoch, and says so', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 1 }, version: '1.0' });
    expect((await reproduceOn(bench, 1, { version: '1.1' })).differs).toEqual([
      { what: 'executor.version', recorded: '1.0', now: '1.1' },
      { what: 'judge.version', recorded: '1.0', now: '1.1' },
    ]);
    expect(await bench.json('run.json')).toMatchObject({ epochs: [] });
  });

  it('says when agents are given something else than they were', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    const { differs } = await reproduceOn(bench, 0, { passed: { COLOUR: 'red' } });
    expect(differs.map(({ what }) => what)).toEqual(['task of eval a']);
  });
});

describe('a reproduction that does not come to its end', () => {
  it('goes on where it was stopped, and nothing is paid twice', async () => {
    const bench = await climbed();
    const calls = await bench.calls('executor');
    let asked = 0;
    const requested = () => {
      asked += 1;
      // Once before a trial and once before its call.
      return asked > 2;
    };
    const stop = { requested, abort: new AbortController().signal };
    const stopped = reproduceOn(bench, 3, { stop, limits: { concurrency: 1 } });
    await expect(stopped).rejects.toMatchObject({ stopReason: 'user' });
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
    expect(await bench.calls('executor')).toBe(calls + 1);
    expect(await reproduceOn(bench, 2)).toMatchObject({ number: 2, iteration: 2 });
    expect(await reproduceOn(bench, 3)).toMatchObject({ number: 1, verdict: 'same' });
    expect(await bench.calls('executor')).toBe(calls + 4);
    expect(await reproduceOn(bench, 3)).toMatchObject({ number: 3 });
  });

  it('makes no call where a cap of the run leaves no room for all of it, until that is raised', async () => {
    const bench = await smallBench(temp());
    await bench.improve({ limits: { iterations: 1, max_trials: 5 } });
    const calls = await bench.calls('executor');
    await expect(reproduceOn(bench, 1)).rejects.toMatchObject({
      stopReason: 'trials',
      message: "2 trials are to be run, and the run's cap on trials leaves no room for that.",
    });
    expect(await bench.calls('executor')).toBe(calls);
    expect(await reproduceOn(bench, 1, { limits: { max_trials: 6 } })).toMatchObject({ number: 1, verdict: 'same' });
    expect(await bench.json('state.json')).toMatchObject({ limits: { max_trials: 5 } });
  });
});

describe('what cannot be measured again is refused before a call', () => {
  it.each([
    [7, 'usage', 'There is no iteration 7.'],
    [1, 'refused', 'In iteration 1 nothing was measured'],
  ])('iteration %i', async (number, code, message) => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const improver = await bench.agent('idle', `improver: async () => ({ text: 'nothing to do' })`);
    await bench.improve({ improver, limits: { iterations: 1 } });
    const error = { code, message: expect.stringContaining(message) };
    await expect(reproduceOn(bench, number)).rejects.toMatchObject(error);
  });

  it.each([
    ['the skill', 'iteration-1/candidate/SKILL.md'],
    ['a grading', 'iteration-1/eval-a/grading.json'],
    ['the original', 'v0/SKILL.md'],
  ])('with %s altered', async (_what, path) => {
    const bench = await climbed();
    const file = join(bench.workspace.root, path);
    await chmod(file, 0o644);
    await writeFile(file, `${await readFile(file, 'utf8')} `);
    const calls = await bench.calls('executor');
    await expect(reproduceOn(bench, 1, { tampered: true })).rejects.toMatchObject({ code: 'invalid_workspace' });
    expect(await bench.calls('executor')).toBe(calls);
  });

  it('a name that means no iteration', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 1 } });
    const { workspace } = bench;
    for (const [name, number] of [
      ['1', 1],
      ['iteration-0', 0],
      ['v1', 1],
      ['best', 1],
    ] as const) {
      expect(await iterationMeant(workspace, name)).toBe(number);
    }
    for (const name of ['', 'vx', '-1', 'candidate', '1.5']) {
      await expect(iterationMeant(workspace, name)).rejects.toMatchObject({ code: 'usage' });
    }
  });
});

describe('verify', () => {
  it('recomputes what a reproduction came to, and names what does not belong to it', async () => {
    const bench = await climbed();
    await reproduceOn(bench, 1);
    const { record, request, dir } = bench.workspace.reproduction(1);
    const stored = JSON.parse(await readFile(record, 'utf8'));
    await writeFile(record, JSON.stringify({ ...stored, score: 1, verdict: 'beyond_noise' }));
    await writeFile(join(dir, 'note.txt'), 'mine');
    expect((await verifyRun(bench.workspace)).differences).toMatchObject([
      { kind: 'extra', path: 'passes/reproduce-1/note.txt' },
      { kind: 'value', path: 'passes/reproduce-1/reproduction.json', place: '/score', stored: 1, computed: 0.5 },
      { kind: 'value', place: '/verdict', computed: 'same' },
    ]);
    await writeFile(request, '{}');
    const paths = (await verifyRun(bench.workspace)).differences.map(({ kind, path }) => `${kind} ${path}`);
    expect(paths).toContain('invalid passes/reproduce-1/request.json');
  });
});
