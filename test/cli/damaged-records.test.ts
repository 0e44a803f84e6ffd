import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useTempFolder, useTempFolderForAll } from '../platform/temp.ts';
import { smallBench } from '../support/campaign.ts';
import { inProcess } from '../support/commands.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';
import { overwrite, readJson } from '../support/workspace-files.ts';

const home = useTempFolderForAll();
const temp = useTempFolder();
let whole = '';
const damaged = () => join(temp(), 'W');

/** Iterations 0 to 4: 0.25, 0.5 kept, 0.5 reverted, 0.75 kept, 1 kept. */
beforeAll(async () => {
  const bench = await smallBench(home());
  await bench.improve({ limits: { iterations: 4 } });
  whole = bench.workspace.root;
});
beforeEach(() => cp(whole, damaged(), { recursive: true }));

const gone = (path: string) => () => rm(join(damaged(), path), { recursive: true });
const torn = (path: string) => () => overwrite(join(damaged(), path), '{"schema_ver');
const empty = (path: string) => () => overwrite(join(damaged(), path), '{}');
const future = (path: string) => async () => {
  const record = await readJson(damaged(), path);
  await overwrite(join(damaged(), path), JSON.stringify({ ...record, schema_version: 99 }));
};

const DECISION = 'iteration-2/decision.json';
const DAMAGES: readonly (readonly [string, () => Promise<void>, RegExp])[] = [
  ['an iteration is gone', gone('iteration-2'), /^warning: iteration-2 is missing$/m],
  ['a decision is torn', torn(DECISION), /^warning: iteration-2\/decision\.json is no JSON$/m],
  ['a decision is gone', gone(DECISION), /^warning: iteration-2\/decision\.json is missing$/m],
  ['a decision is of the future', future(DECISION), /^warning: iteration-2\/decision\.json has schema_version 99, /m],
];
const RUN_DAMAGES: typeof DAMAGES = [
  ['run.json is none', empty('run.json'), /^warning: run\.json \/schema_version: /m],
  ['run.json is of the future', future('run.json'), /^warning: run\.json has schema_version 99, /m],
];

type Check = (stdout: string) => void;
const ROWS = ['0.25', '0.5', '0.5', '0.75', '1'];

/** What every command shows of the iterations that are whole, whatever became of another. */
const SHOWN: readonly (readonly [readonly string[], Check])[] = [
  [['log', '--csv'], (text) => expect(scoresIn(text)).toEqual(ROWS)],
  [['log'], (text) => expect(text).toMatch(/^ *4 +1 +1 .*kept/m)],
  [['status'], (text) => expect(text).toMatch(/^best +v4 at 1$/m)],
  [['show', '4'], (text) => expect(text).toMatch(/Iteration 4.*kept/i)],
  [['show', '4', '--json'], (text) => expect(JSON.parse(text)).toMatchObject({ decision: 'keep', is_best: true })],
  [['compare', '1', '4'], (text) => expect(text).toMatch(/score.*0\.5.*1/)],
  [['rank', '--by', 'score'], (text) => expect(text).toMatch(/^1 +4 +1 +kept/m)],
];

function scoresIn(csv: string): readonly (string | undefined)[] {
  return csv
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',')[2]);
}

describe('a damaged run is shown as far as it can be read', () => {
  it.each(SHOWN)('%j says nothing of one that is whole', async (args, check) => {
    const { code, stdout, stderr } = await inProcess(damaged(), ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    check(stdout);
  });

  it.each(DAMAGES)('when %s', async (_, damage, warning) => {
    await damage();
    for (const [args, check] of SHOWN) {
      const { code, stdout, stderr } = await inProcess(damaged(), ...args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: expect.stringMatching(warning) });
      expect(new Set(stderr.split('\n')).size).toBe(stderr.split('\n').length);
      check(stdout);
    }
  });

  it.each(RUN_DAMAGES)('when %s', async (_, damage, warning) => {
    await damage();
    for (const [args, check] of SHOWN.filter(([[name]]) => name !== 'rank')) {
      const { code, stdout, stderr } = await inProcess(damaged(), ...args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: expect.stringMatching(warning) });
      check(stdout);
    }
  });

  it('shows of an iteration whose decision is lost what its row and its trials say', async () => {
    await torn(DECISION)();
    const { code, stdout } = await inProcess(damaged(), 'show', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      decision: 'discard',
      iteration: { row: { score: '0.5' }, reason: null },
    });
  });

  it('names an iteration of which nothing is left, and the others that there are', async () => {
    await gone('iteration-2')();
    await gone('results.tsv')();
    const { code, stderr } = await inProcess(damaged(), 'show', '2');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^warning: iteration-2 is missing, though later iterations are there$/m);
    expect(stderr).toContain('There are 0 to 4; see `skillratchet log`.');
    expect(scoresIn((await inProcess(damaged(), 'log', '--csv')).stdout)).toEqual(['0.25', '0.5', '0.75', '1']);
  });

  it.each([
    ['torn', torn('state.json')],
    ['none', empty('state.json')],
  ])('when state.json is %s', async (_, damage) => {
    await damage();
    const { code, stdout, stderr } = await inProcess(damaged(), 'status');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^warning: state\.json /) });
    expect(stdout).toMatch(/^best +v4 at 1$/m);
  });
});

describe('an export of a run with a missing iteration', () => {
  it.each([
    ['outputs', /iterations 4/],
    ['artifacts', /jobs 4/],
    ['sft', /jobs 4/],
  ])('%s names it, and leaves out nothing else', async (exporter, counted) => {
    await gone('iteration-2')();
    const { code, stdout, stderr } = await inProcess(damaged(), 'export', exporter, '--to', join(temp(), 'to'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(counted) });
    expect(stderr.match(/^warning: iteration-2 is missing$/gm)).toHaveLength(1);
  });
});

it('status tells of the workspace of another tool what it holds', async () => {
  const { root } = await foreignWorkspace(temp());
  const { code, stdout, stderr } = await inProcess(root, 'status');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^best +v1 at 0\.75$/m);
  expect(stdout).toMatch(/^last +iteration 2 reverted: Worse$/m);
});
