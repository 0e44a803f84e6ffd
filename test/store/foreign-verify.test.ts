import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { isForeign } from '../../src/store/foreign.ts';
import { readTrials } from '../../src/store/foreign-trials.ts';
import { verifyForeign } from '../../src/store/foreign-verify.ts';
import { openVersions } from '../../src/store/versions.ts';
import { useTempFolder } from '../platform/temp.ts';
import { FOREIGN_RESULTS, foreignWorkspace } from '../support/foreign-workspace.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const theirs = () => foreignWorkspace(temp());

const gradingOf = (...marks: readonly boolean[]) =>
  JSON.stringify({ expectations: marks.map((passed) => ({ text: 'E', passed })) });

async function differencesAfter(entries: Parameters<typeof writeTree>[1]) {
  const workspace = await theirs();
  await writeTree(workspace.root, entries);
  return (await verifyForeign(workspace)).differences;
}

describe('a workspace that another tool wrote', () => {
  it('is told by what of our records it lacks', async () => {
    const workspace = await theirs();
    expect(await isForeign(workspace)).toBe(true);
    await writeFile(workspace.events, '');
    expect(await isForeign(workspace)).toBe(false);
  });

  it('is verified as far as that goes, and says what cannot be', async () => {
    const workspace = await theirs();
    const before = await hashTree(workspace.root);
    expect(await verifyForeign(workspace)).toEqual({
      workspace: workspace.root,
      counts: { iterations: 3, versions: 0, gradings: 6 },
      differences: [],
      unverified: ['the contents of v0, v1: there are no manifests'],
      leftovers: [],
    });
    expect(await hashTree(workspace.root)).toEqual(before);
  });

  it('has scores, best scores and actions that do not come out named', async () => {
    const wrong = FOREIGN_RESULTS.replace('0.25\t0.75\treverted', '0.9\t0.9\tkept');
    expect(await differencesAfter({ 'results.tsv': wrong })).toEqual([
      { kind: 'missing', path: 'v2' },
      { kind: 'value', path: 'results.tsv', place: 'iteration 2 score', stored: '0.9', computed: '0.25' },
      { kind: 'value', path: 'results.tsv', place: 'iteration 2 best_score', stored: '0.9', computed: '0.75' },
      { kind: 'value', path: 'results.tsv', place: 'iteration 2 action', stored: 'kept', computed: 'reverted' },
    ]);
  });

  it('has an iteration that is missing among its rows named', async () => {
    const rows = FOREIGN_RESULTS.split('\r\n').filter((line) => !line.startsWith('1'));
    expect(await differencesAfter({ 'results.tsv': rows.join('\n') })).toContainEqual({
      kind: 'value',
      path: 'results.tsv',
      place: 'iteration 2 iteration',
      stored: 2,
      computed: 1,
    });
  });

  it('has rows and gradings that cannot be understood named, and no score made of them', async () => {
    const workspace = await theirs();
    await writeTree(workspace.root, {
      'results.tsv': `${FOREIGN_RESULTS}\r\n3\tyesterday\t2\t2\twon\t`,
      'iteration-1/eval-1/grading.json': '{"summary": {"pass_rate": NaN}}',
      'iteration-2/eval-1/grading.json': JSON.stringify({ expectations: [{ text: 'E', passed: 'yes' }] }),
    });
    const { differences, unverified, counts } = await verifyForeign(workspace);
    expect(differences.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['results.tsv', 'iteration-1/eval-1/grading.json', 'iteration-2/eval-1/grading.json']),
    );
    expect(differences.every(({ kind }) => kind === 'invalid')).toBe(true);
    expect(unverified).toContain('the score of iteration 1: not every eval has a grading');
    expect(unverified).toContain('the score of iteration 2: not every eval has a grading');
    expect(counts).toMatchObject({ iterations: 1, gradings: 4 });
  });

  it('has counters that disagree with their items named, and counts the items', async () => {
    const grading = { ...JSON.parse(gradingOf(true, true)), summary: { passed: 1, total: 2, pass_rate: 0.5 } };
    expect(await differencesAfter({ 'iteration-1/eval-1/grading.json': JSON.stringify(grading) })).toEqual([
      { kind: 'invalid', path: 'iteration-1/eval-1/grading.json', message: expect.stringContaining('/summary/passed') },
      { kind: 'invalid', path: 'iteration-1/eval-1/grading.json', message: expect.stringContaining('/pass_rate') },
    ]);
  });

  it('never gets a score from a grading in another place', async () => {
    const planted = {
      'iteration-2/eval-1/outputs/grading.json': gradingOf(true),
      'iteration-2/grading.json': gradingOf(true),
      'iteration-2/candidate/eval-9/grading.json': gradingOf(true),
    };
    expect(await differencesAfter(planted)).toEqual([]);
  });

  it('is verified with a folder in the place of a grading, or without any results', async () => {
    const workspace = await theirs();
    await rm(join(workspace.root, 'iteration-0/eval-1/grading.json'));
    await mkdir(join(workspace.root, 'iteration-0/eval-1/grading.json'));
    expect((await verifyForeign(workspace)).differences).toEqual([
      { kind: 'invalid', path: 'iteration-0/eval-1/grading.json', message: 'cannot be read (EISDIR).' },
    ]);
    await rm(workspace.results);
    expect((await verifyForeign(workspace)).differences).toContainEqual(
      expect.objectContaining({ path: 'results.tsv' }),
    );
  });
});

describe('the trials of an iteration', () => {
  it('stand in the order of their evals, numbers as numbers', async () => {
    const workspace = await theirs();
    for (const id of ['10', '9', 'b']) {
      await writeTree(workspace.iteration(2).dir, { [`eval-${id}/grading.json`]: gradingOf(true) });
    }
    const trials = await readTrials(workspace, 2);
    expect(trials.map(({ evalId }) => evalId)).toEqual(['1', '9', '10', 'b', 'two words']);
    expect(await readTrials(workspace, 7)).toEqual([]);
  });

  it('of our own have a score only when they ended as graded', async () => {
    const workspace = await theirs();
    await writeFile(workspace.events, '');
    const trials = await readTrials(workspace, 1);
    expect(trials.map(({ grading }) => grading)).toEqual([null, null]);
    await writeFile(workspace.iteration(1).trial('1', 1).record, '{"torn');
    const [torn] = await readTrials(workspace, 1);
    expect(torn?.problems).toEqual([{ path: workspace.iteration(1).trial('1', 1).record, message: 'is no JSON.' }]);
  });
});

describe('the versions of another tool', () => {
  it('are made from their folders, and are not verified', async () => {
    const versions = await openVersions(await theirs());
    const v1 = versions.named('v1');
    expect(v1).toMatchObject({ name: 'v1', verified: false });
    expect(v1.manifest.entries.map(({ path }) => path)).toEqual(['SKILL.md', 'scripts', 'scripts/run.sh']);
    expect(versions.holdsTree(v1.manifest.entries)).toBe(true);
  });

  it('have a best one, told by a file or by the results', async () => {
    const workspace = await theirs();
    expect((await openVersions(workspace)).named('best').name).toBe('v1');
    await writeFile(workspace.best, 'v0\n');
    expect((await openVersions(workspace)).named('best').name).toBe('v0');
  });

  it('are folders only', async () => {
    const workspace = await theirs();
    await writeTree(workspace.root, { v5: 'a file', v6: { link: 'v1' }, v07: null });
    const versions = await openVersions(workspace);
    expect(() => versions.named('v5')).toThrow('There is no version "v5". Only kept iterations have a version.');
    expect(() => versions.named('v6')).toThrow('There is no version');
  });
});
