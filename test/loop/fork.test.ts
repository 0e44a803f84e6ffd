import { chmod, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planClaim } from '../../src/loop/claim.ts';
import { checkApart, readFork } from '../../src/loop/fork.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, type Start, skillFollowing, smallBench } from '../support/campaign.ts';
import { FOREIGN_RESULTS, foreignWorkspace } from '../support/foreign-workspace.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const second = () => workspaceAt(join(temp(), 'second'));

async function climbed(start: Start = {}, evals: readonly object[] = [CHECKED, JUDGED]): Promise<Bench> {
  const bench = await smallBench(temp(), { 'scripts/run.sh': { run: '#!/bin/sh\n' } }, evals);
  await bench.improve({ ...start, limits: { iterations: 3, ...start.limits } });
  return bench;
}

async function forked(bench: Bench, version: string, start: Start = {}) {
  const fork = await readFork(bench.workspace, version);
  return bench.improve({ workspace: second().root, fork, limits: { iterations: 0 }, ...start });
}

const runOf = async (workspace = second()) => JSON.parse(await readFile(workspace.run, 'utf8'));

describe('a run that is forked from a version of another', () => {
  it('has that version for its original, bit for bit, and says where it comes from', async () => {
    const bench = await climbed();
    const before = await hashTree(bench.workspace.root);
    await forked(bench, 'v1');
    const contents = async (dir: string) => hashTree(dir);
    expect(await contents(second().version('v0'))).toEqual(await contents(bench.workspace.version('v1')));
    expect(await hashTree(bench.workspace.root)).toEqual(before);
    const [run, { run_id }] = [await runOf(), await runOf(bench.workspace)];
    expect(run.run_id).not.toBe(run_id);
    expect(run.skill).toMatchObject({ name: 'plan', path: bench.skill, tree_hash: run.forked_from.tree_hash });
    expect(run.forked_from).toMatchObject({ workspace: bench.workspace.root, run_id, version: 'v1', submitted: false });
    expect(run.forked_from.known_trees).toHaveLength(3);
    expect((await verifyRun(second())).differences).toEqual([]);
  });

  it('keeps the modes that the files had before they became a version', async () => {
    const bench = await climbed();
    await forked(bench, 'v1');
    const modes = async (path: string) =>
      JSON.parse(await readFile(path, 'utf8')).entries.map(({ path: name, mode }: { path: string; mode: number }) => [
        name,
        mode,
      ]);
    expect(await modes(second().manifest('v0'))).toEqual(await modes(bench.workspace.manifest('v1')));
    const written = (await hashTree(second().candidate)).find(({ path }) => path === 'SKILL.md');
    expect(written).toMatchObject({ mode: 0o644 });
  });

  it('measures its baseline anew, and climbs on from there', async () => {
    const bench = await climbed();
    const ran = await forked(bench, 'best', { limits: { iterations: 1 }, reuse: [bench.workspace.root] });
    const rows = (await readFile(second().results, 'utf8')).trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split('\t').slice(2, 5).join(' '))).toEqual([
      '0.75 0.75 baseline',
      '0.5 0.75 reverted',
    ]);
    const baseline = ran.events.filter((event) => event.event === 'trial_ended' && event.iteration === 0);
    expect(baseline.map((event) => 'reused' in event && event.reused)).toEqual([false, false]);
  });

  it('takes the evals and their parts from the run, whatever became of those of the skill', async () => {
    const many = ['a', 'c', 'd', 'e'].map((id) => ({ ...CHECKED, id }));
    const bench = await climbed({ config: { holdout: 0.5, seed: 4 } }, many);
    await writeFile(join(bench.skill, 'evals/evals.json'), '{"evals": []}');
    const config = { holdout: 0.5, seed: 9 };
    await forked(bench, 'v1', { config });
    expect((await runOf()).splits).toEqual((await runOf(bench.workspace)).splits);
    await forked(bench, 'v1', { config });
    await rm(second().root, { recursive: true });
    const otherwise = forked(bench, 'v1', { config: { ...config, holdout: 0.25 } });
    await expect(otherwise).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('--holdout') });
  });

  it('may be of a fork, of one that knows all that came before', async () => {
    const bench = await climbed();
    await forked(bench, 'v1', { limits: { iterations: 1 } });
    const third = join(temp(), 'third');
    const fork = await readFork(second(), 'v0');
    await bench.improve({ workspace: third, fork, limits: { iterations: 0 } });
    const { forked_from } = await runOf(workspaceAt(third));
    expect(forked_from.version).toBe('v0');
    expect(forked_from.known_trees).toEqual(expect.arrayContaining((await runOf()).forked_from.known_trees));
  });

  it('of a workspace that another tool wrote knows no run and needs no manifest', async () => {
    const theirs = workspaceAt((await foreignWorkspace(join(temp(), 'foreign'))).root);
    const { run, link } = await readFork(theirs, 'best');
    expect(run).toBeNull();
    expect(link).toMatchObject({ run_id: null, version: 'v1', submitted: false });
  });

  it.each(['v0', 'the skill'])(
    'of such a workspace climbs with the evals of %s where its version has none',
    async (whose) => {
      const bench = await smallBench(temp(), { 'SKILL.md': skillFollowing('0 0 0 0', '4') });
      const { evals } = (await bench.json('../plan/evals/evals.json')) as { evals: readonly object[] };
      const theirs = await writeTree(join(temp(), 'theirs-autoresearch'), {
        'results.tsv': FOREIGN_RESULTS,
        'v0/SKILL.md': skillFollowing('0 0 0 0', '4'),
        ...(whose === 'v0' ? { 'v0/evals/evals.json': JSON.stringify({ evals: evals.slice(0, 1) }) } : {}),
        'v1/SKILL.md': skillFollowing('1 1 1 1', '4 8'),
        'iteration-1/eval-a/grading.json':
          '{"expectations": [{"text": "Line 01", "passed": true, "evidence": "seen"}]}',
      });
      const before = await hashTree(theirs);
      const fork = await readFork(workspaceAt(theirs), 'best');
      const ran = await bench.improve({ workspace: second().root, fork, limits: { iterations: 1 } });
      const rows = (await readFile(second().results, 'utf8')).trimEnd().split('\n').slice(1);
      expect(rows.map((row) => row.split('\t').slice(2, 5).join(' '))).toEqual(['0.25 0.25 baseline', '0.5 0.5 kept']);
      const trials = ran.events.filter(({ event }) => event === 'trial_ended');
      expect(trials).toHaveLength(whose === 'v0' ? 2 : 4);
      expect(await hashTree(theirs)).toEqual(before);
    },
  );
});

describe('what was scored there', () => {
  it('is not scored once more: a submit of a fork is refused after that of its run', async () => {
    const many = ['a', 'c', 'd', 'e'].map((id) => ({ ...CHECKED, id }));
    const bench = await climbed({ config: { holdout: 0.5, seed: 4 } }, many);
    await writeFile(bench.workspace.submission, '{}');
    await forked(bench, 'v1', { config: { holdout: 0.5 }, limits: { iterations: 1 } });
    const request = { kind: 'submit', alpha: null, passes: null, gap: null } as const;
    await expect(planClaim(second(), request)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('were scored before this run was forked'),
    });
    await rm(bench.workspace.submission);
  });
});

describe('a fork is refused', () => {
  it.each(['v2', 'v7', 'candidate', ''])('of %j, which is no version', async (name) => {
    const bench = await climbed();
    await expect(readFork(bench.workspace, name)).rejects.toMatchObject({ code: 'usage' });
  });

  it.each(['altered', 'torn'])('of a version that is %s', async (how) => {
    const bench = await climbed({ tampered: true });
    const file = join(bench.workspace.version('v1'), 'SKILL.md');
    await chmod(file, 0o644);
    if (how === 'torn') await rm(file);
    else await writeFile(file, 'no longer it');
    await expect(readFork(bench.workspace, 'v1')).rejects.toMatchObject({ code: 'invalid_workspace' });
  });

  it('into the other workspace, into a folder in it, and around it', async () => {
    const bench = await climbed();
    const fork = await readFork(bench.workspace, 'v1');
    const { root } = bench.workspace;
    for (const place of [root, join(root, 'second'), temp()]) {
      await expect(checkApart(fork, place)).rejects.toMatchObject({ code: 'usage' });
      const restarted = bench.improve({ workspace: place, fork, restart: true, tampered: true });
      await expect(restarted).rejects.toMatchObject({ code: expect.stringMatching(/usage|invalid_workspace/) });
    }
    expect(await hashTree(root)).toEqual(await hashTree(root));
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('into a run that was not forked from there', async () => {
    const bench = await climbed();
    await forked(bench, 'v1');
    await expect(forked(bench, 'v3')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('v1 of'),
    });
    const other = join(temp(), 'plain');
    await bench.improve({ workspace: other, limits: { iterations: 0 } });
    await expect(forked(bench, 'v1', { workspace: other })).rejects.toMatchObject({
      message: expect.stringContaining('was not forked'),
    });
  });

  it('for a skill of another name', async () => {
    const bench = await climbed();
    const other = join(temp(), 'other');
    await cp(bench.skill, other, { recursive: true });
    const text = await readFile(join(other, 'SKILL.md'), 'utf8');
    await writeFile(join(other, 'SKILL.md'), text.replace('name: plan', 'name: other'));
    await expect(forked(bench, 'v1', { skill: other })).rejects.toMatchObject({
      message: expect.stringContaining('is of the skill plan'),
    });
  });
});
