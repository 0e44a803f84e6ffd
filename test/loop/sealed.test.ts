import { mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certify } from '../../src/loop/certify.ts';
import { planClaim } from '../../src/loop/claim.ts';
import { exists } from '../../src/platform/exists.ts';
import { type Bench, CHECKED, type Start, skillFollowing, smallBench } from '../support/campaign.ts';
import { pathsBelow } from '../support/workspace-files.ts';
import { writeTree } from '../support/write-tree.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-sealed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** Words that stand in one place only, each in another part of an eval. */
const HIDDEN = {
  prompt: 'canary-of-a-sealed-prompt',
  input: 'canary-of-a-sealed-input',
  expectation: 'canary-of-a-sealed-expectation',
  compared: 'canary-of-a-sealed-file-to-compare-with',
};
const OWN = { prompt: 'canary-of-an-own-test-prompt', expectation: 'canary-of-an-own-test-expectation' };

const LINES = ['01', '02'].map((line) => ({ type: 'file_contains', file: 'result.txt', literal: `[${line}]` }));
const SEALED = Array.from({ length: 6 }, (_, index) => ({
  id: `s${index + 1}`,
  prompt: `Work through case A: ${HIDDEN.prompt}.`,
  files: ['data.csv'],
  expectations:
    index > 0 ? LINES : [...LINES, `Says ${HIDDEN.expectation}`, { type: 'equals_file', file: 'x', expected: 'x.txt' }],
}));
const PRIVATE = {
  'private/priv.json': JSON.stringify({ evals: SEALED }),
  'private/data.csv': HIDDEN.input,
  'private/x.txt': HIDDEN.compared,
};

const OWN_TEST = {
  ...{ id: 'own', split: 'test', prompt: `Work through case B: ${OWN.prompt}.` },
  expectations: [...LINES, `Says ${OWN.expectation}`],
};
const SHOWN = { ...CHECKED, split: 'train', id: 'shown', prompt: 'Work through case A: all may see this.' };
const LEARNS = { 'SKILL.md': skillFollowing('1 1 1 1', '4 16') };

/** Notes everything that it is given: request, arguments, environment, and all files of its folder and its home. */
async function dumpingAgent(bench: Bench): Promise<string> {
  const note = `(request) => {
    const texts = (root) => fs.readdirSync(root, { recursive: true }).map((name) => {
      const path = join(root, name);
      return [path, fs.statSync(path).isFile() ? fs.readFileSync(path, 'utf8') : ''];
    });
    const { argv, env } = process;
    const given = { request, argv, env, cwd: texts(request.cwd), home: texts(env.HOME), here: texts(process.cwd()) };
    fs.appendFileSync(${JSON.stringify(join(folder, 'dump'))}, JSON.stringify(given) + '\\n');
  }`;
  const roles = ['executor', 'judge', 'improver'].map(
    (role) => `async ${role}(request) { (${note})(request); return planRoles.${role}(request); }`,
  );
  return bench.agent('dumps', roles.join(', '));
}

async function begin(own: readonly object[] = [CHECKED]): Promise<{ bench: Bench; start: Start }> {
  await writeTree(folder, PRIVATE);
  const bench = await smallBench(folder, LEARNS, own);
  return { bench, start: { sealed: join(folder, 'private/priv.json'), limits: { iterations: 1 } } };
}

async function submit(bench: Bench, start: Start) {
  const { campaign, close } = await bench.open({ ...start, afterSubmit: true });
  try {
    return await certify(campaign, { kind: 'submit', alpha: null, passes: 1, gap: null });
  } finally {
    await close();
  }
}

/** Files below a folder that hold a word. */
async function holding(root: string, word: string): Promise<readonly string[]> {
  const paths = await pathsBelow(root);
  const found = await Promise.all(
    paths.map(async (path) => {
      const isFile = (await stat(join(root, path))).isFile();
      return isFile && (await readFile(join(root, path), 'utf8')).includes(word) ? [path] : [];
    }),
  );
  return found.flat();
}

describe('sealed evals', () => {
  it('reach nobody before submit: no agent is given a word of them, and W holds them where nothing is read from', async () => {
    const { bench, start } = await begin([CHECKED, SHOWN, OWN_TEST]);
    const agent = await dumpingAgent(bench);
    expect((await bench.improve({ ...start, agent })).stopReason).toBe('ceiling');
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 1 1 kept']);
    const dump = await readFile(join(folder, 'dump'), 'utf8');
    expect(dump).toContain('all may see this');
    expect(dump).toContain('[04]');
    for (const word of [...Object.values(HIDDEN), ...Object.values(OWN)]) expect(dump).not.toContain(word);
    expect(dump).not.toContain(bench.workspace.root);
    expect(dump).not.toContain(`${bench.skill}/`);
    expect(dump).not.toContain(join(folder, 'private'));
    for (const word of Object.values(HIDDEN)) {
      const places = await holding(bench.workspace.root, word);
      expect(places.length).toBeGreaterThan(0);
      for (const path of places) expect(path).toMatch(/^sealed\//);
    }
    for (const word of Object.values(OWN)) {
      for (const path of await holding(bench.workspace.root, word)) expect(path).toMatch(/(^|\/)evals\/|^fallbacks\//);
    }
    expect((await stat(bench.workspace.sealed)).mode & 0o777).toBe(0o700);
  });

  it('are run at submit with their own input files; no executor is given an expectation, and W stays clean', async () => {
    const { bench, start } = await begin();
    const agent = await dumpingAgent(bench);
    await bench.improve({ ...start, agent });
    await rm(join(folder, 'dump'));
    await rm(join(folder, 'private'), { recursive: true });
    const record = await submit(bench, { agent });
    expect(record).toMatchObject({ evals: 6, pairs: 6, unmeasured: [] });
    const calls = (await readFile(join(folder, 'dump'), 'utf8')).trimEnd().split('\n');
    const executors = calls.filter((call) => JSON.parse(call).request.role === 'executor');
    expect(executors).toHaveLength(12);
    for (const call of executors) {
      expect(call).toContain(HIDDEN.prompt);
      expect(call).toContain(HIDDEN.input);
      expect(call).not.toContain(HIDDEN.expectation);
      expect(call).not.toContain(HIDDEN.compared);
    }
    const judges = calls.filter((call) => JSON.parse(call).request.role === 'judge');
    expect(judges).toHaveLength(2);
    for (const call of judges) expect(call).toContain(HIDDEN.expectation);
    for (const word of Object.values(HIDDEN)) {
      for (const path of await holding(bench.workspace.root, word)) expect(path).toMatch(/^sealed\//);
    }
    const places = await pathsBelow(bench.workspace.root);
    expect(places.filter((path) => path.includes('eval-s1') && !path.startsWith('sealed/'))).toEqual([]);
  });

  it('are named when a run begins; the same command goes on, another file does not', async () => {
    const { bench, start } = await begin();
    await bench.improve({ ...start, limits: { iterations: 0 } });
    expect((await bench.improve(start)).stopReason).toBe('ceiling');
    await writeTree(folder, { 'private/priv.json': JSON.stringify({ evals: SEALED.slice(1) }) });
    await expect(bench.improve(start)).rejects.toMatchObject({ code: 'invalid_evals' });
    expect((await bench.improve({ limits: { iterations: 1 } })).stopReason).toBe('ceiling');
  });

  it('cannot be added to a run that was begun without them', async () => {
    const { bench, start } = await begin();
    await bench.improve({ limits: { iterations: 0 } });
    await expect(bench.improve(start)).rejects.toMatchObject({
      code: 'usage',
      message: 'This run was begun without --sealed.',
    });
  });

  it('are not claimed with once they were changed', async () => {
    const { bench, start } = await begin();
    await bench.improve(start);
    await rm(join(bench.workspace.sealedSuite, 'data.csv'));
    const request = { kind: 'submit', alpha: null, passes: null, gap: null } as const;
    await expect(planClaim(bench.workspace, request)).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringContaining('sealed/suite was changed'),
    });
  });

  it('add to the evals of the skill that are for test', async () => {
    const { bench, start } = await begin([CHECKED, OWN_TEST]);
    await bench.improve(start);
    expect((await submit(bench, {})).evals).toBe(7);
  });
});

describe('a file of sealed evals within reach of agents is refused, and nothing is begun', () => {
  const reachable = JSON.stringify([{ ...CHECKED, id: 'sealed' }]);

  it('in the skill', async () => {
    const { bench } = await begin();
    await writeTree(bench.skill, { 'evals/priv.json': reachable });
    await expect(bench.improve({ sealed: join(bench.skill, 'evals/priv.json') })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`lies in ${bench.skill}, where agents could come across it`),
    });
    expect(await exists(bench.workspace.root)).toBe(false);
  });

  it('in the workspace, which is not moved aside either', async () => {
    const { bench } = await begin();
    await bench.improve({ limits: { iterations: 0 } });
    await writeTree(bench.workspace.root, { 'priv.json': reachable });
    const start = { sealed: join(bench.workspace.root, 'priv.json'), restart: true };
    await expect(bench.improve(start)).rejects.toMatchObject({ code: 'usage' });
    expect(await exists(bench.workspace.run)).toBe(true);
  });
});
