import { appendFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSameAgents } from '../../src/loop/same-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, namesIn, skillFollowing, smallBench } from '../support/campaign.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const BASELINE = { limits: { iterations: 0 } };

async function begun(): Promise<Bench> {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  await bench.improve(BASELINE);
  return bench;
}

describe('a run that has begun refuses to go on', () => {
  it('with a skill that was changed', async () => {
    const bench = await begun();
    await appendFile(join(bench.skill, 'SKILL.md'), 'More.');
    const message = expect.stringMatching(/plan was changed since the run began and equals none of its versions/);
    await expect(bench.improve()).rejects.toMatchObject({
      code: 'invalid_skill',
      exit: 2,
      message,
      hint: expect.stringMatching(/--restart/),
    });
  });

  it('with evals that were changed', async () => {
    const bench = await begun();
    await writeTree(bench.skill, { 'evals/evals.json': JSON.stringify({ evals: [{ ...CHECKED, prompt: 'Easy.' }] }) });
    await expect(bench.improve()).rejects.toMatchObject({
      code: 'invalid_evals',
      exit: 2,
      message: expect.stringMatching(/evals was changed/),
    });
  });

  it('for another skill', async () => {
    const bench = await begun();
    const other = await writeTree(join(temp(), 'other'), { 'SKILL.md': '---\nname: other\ndescription: d\n---\n' });
    await cp(join(bench.skill, 'evals'), join(other, 'evals'), { recursive: true });
    const start = bench.improve({ skill: other, workspace: bench.workspace.root });
    await expect(start).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/workspace of the skill plan, not of other/),
    });
  });

  it.each([
    ['seed', { config: { seed: 2 } }, 'with seed 1; it cannot go on with 2'],
    ['time limit of a call', { config: { timeout_ms: 1 } }, 'with timeout_ms 20000; it cannot go on with 1'],
    ['agent', { agent: 'noisy' }, 'with agent plan; it cannot go on with noisy'],
    ['judge', { judge: 'noisy' }, 'with judge plan; it cannot go on with noisy'],
  ])('with another %s', async (_, start, message) => {
    const bench = await begun();
    const error = { code: 'usage', exit: 2, message: expect.stringContaining(message) };
    await expect(bench.improve(start)).rejects.toMatchObject(error);
    await bench.improve(BASELINE);
  });

  it('while somebody else works in its workspace', async () => {
    const bench = await begun();
    const { close } = await bench.open();
    await expect(bench.open()).rejects.toMatchObject({ code: 'locked', exit: 2 });
    await expect(bench.open({ restart: true })).rejects.toMatchObject({ code: 'locked' });
    await close();
    await (await bench.open()).close();
  });

  it('with a client that became another version meanwhile', () => {
    const before = { name: 'claude', version: '2.1.0', model: null };
    const [same, now] = [{ ...before }, { ...before, version: '2.2.0' }];
    const of = (judge: typeof before) => ({ executor: before, judge, improver: before });
    expect(() => checkSameAgents(of(before), of(same))).not.toThrow();
    expect(() => checkSameAgents(of(before), of(now))).toThrow(
      'The judge was claude 2.1.0 when the run began and is claude 2.2.0 now.',
    );
  });
});

describe('a run that has begun goes on', () => {
  it('with the original, and with a skill that one of its versions was applied to', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 1 } });
    await cp(join(bench.workspace.root, 'v1', 'SKILL.md'), join(bench.skill, 'SKILL.md'), { force: true });
    await bench.improve({ limits: { iterations: 2 } });
    expect(await bench.rows()).toHaveLength(3);
  });

  it('with flags that say what it was begun with', async () => {
    const bench = await begun();
    expect((await bench.improve({ agent: 'plan', config: { seed: 1 }, ...BASELINE })).stopReason).toBe('iterations');
  });
});

describe('a new beginning', () => {
  it('moves the old workspace aside, each to a name of its own', async () => {
    const bench = await begun();
    const old = await bench.text('results.tsv');
    await writeTree(bench.skill, { 'SKILL.md': skillFollowing('2 2 2 2', '8') });
    await bench.improve({ restart: true, ...BASELINE });
    await bench.improve({ restart: true, ...BASELINE });
    expect(await namesIn(temp())).toEqual(['plan', 'plan-autoresearch', 'plan-autoresearch-1', 'plan-autoresearch-2']);
    expect(await bench.text('..', 'plan-autoresearch-1', 'results.tsv')).toBe(old);
    expect(await bench.rows()).toEqual(['0 0.5 0.5 baseline']);
  });

  it('needs no old workspace', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ restart: true, ...BASELINE });
    expect(await namesIn(temp())).toEqual(['plan', 'plan-autoresearch']);
  });

  it('takes up what a start that was killed before run.json left', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await writeTree(bench.workspace.root, {
      'v0/SKILL.md': 'half',
      'manifests/v0.json': '{}',
      '.v0.skillratchet-partial/x': '',
    });
    await bench.improve(BASELINE);
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    expect(await bench.text('v0', 'SKILL.md')).toContain('plan: 1 1 1 1');
  });
});

describe('a workspace is refused, and nothing in it touched,', () => {
  it.each([
    ['when another tool wrote it', { 'results.tsv': 'iteration\n' }, /written by another tool/],
    ['when it holds something else', { 'thesis.tex': 'x' }, /no workspace: it holds "thesis.tex"/],
  ])('%s', async (_, files, message) => {
    const bench = await smallBench(temp());
    await writeTree(bench.workspace.root, files);
    await expect(bench.open()).rejects.toMatchObject({
      code: 'invalid_workspace',
      exit: 2,
      message: expect.stringMatching(message),
    });
    await expect(bench.open({ restart: true })).rejects.toMatchObject({ code: 'invalid_workspace' });
    expect(await namesIn(bench.workspace.root)).toEqual(Object.keys(files));
  });

  it.each([
    ['when it is the skill', ''],
    ['when it lies in the skill', 'notes/ws'],
  ])('%s', async (_, inside) => {
    const bench = await smallBench(temp());
    const workspace = join(bench.skill, inside);
    await expect(bench.open({ workspace })).rejects.toMatchObject({ exit: 2 });
    expect(await namesIn(bench.skill)).toEqual(['SKILL.md', 'evals']);
  });

  it('when it is a file', async () => {
    const bench = await smallBench(temp());
    await writeFile(bench.workspace.root, '');
    await expect(bench.open()).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/is no folder/),
    });
  });

  it('when the agent is missing, and none is made', async () => {
    const bench = await smallBench(temp());
    await expect(bench.open({ agent: '/nowhere/agent' })).rejects.toMatchObject({ code: 'agent_unavailable', exit: 4 });
    expect(await namesIn(temp())).toEqual(['plan']);
  });

  it('when the skill is none', async () => {
    const bench = await smallBench(temp());
    await mkdir(join(temp(), 'empty'));
    await expect(bench.open({ skill: join(temp(), 'empty') })).rejects.toMatchObject({
      code: 'invalid_skill',
      exit: 2,
    });
  });
});
