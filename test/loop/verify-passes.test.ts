import { mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Difference } from '../../src/core/difference.ts';
import { certify } from '../../src/loop/certify.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { type Bench, CHECKED, skillFollowing, smallBench } from '../support/campaign.ts';
import { writeTree } from '../support/write-tree.ts';

let folder = '';
let bench: Bench;

const SEALED = [1, 2, 3, 4, 5, 6].map((index) => ({
  ...CHECKED,
  id: `s${index}`,
  prompt: `Work through case A, ${index}.`,
}));
const OWN = { ...CHECKED, id: 'own', split: 'test', prompt: 'Work through case B.' };

/** A run with everything that belongs to no iteration. */
beforeAll(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-verify-passes-'));
  await writeTree(folder, { 'priv.json': JSON.stringify(SEALED) });
  bench = await smallBench(folder, { 'SKILL.md': skillFollowing('1 1 1 1', '4 16') }, [CHECKED, OWN]);
  await bench.improve({ sealed: join(folder, 'priv.json'), limits: { iterations: 1, final_passes: 2 } });
  for (const [kind, passes] of [['certify', 6] as const, ['submit', 1] as const]) {
    const { campaign, close } = await bench.open({ afterSubmit: true });
    await certify(campaign, { kind, alpha: null, passes, gap: null });
    await close();
  }
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

const verify = async (): Promise<readonly Difference[]> => (await verifyRun(bench.workspace)).differences;

/** What `verify` says while a record has other values; the record is put back. */
async function whileChanged(path: string, change: (record: Record<string, unknown>) => object) {
  const file = join(bench.workspace.root, path);
  const text = await readFile(file, 'utf8');
  await writeFile(file, JSON.stringify(change(JSON.parse(text))));
  const found = await verify();
  await writeFile(file, text);
  return found;
}

async function whileMissing(path: string) {
  const [place, aside] = [join(bench.workspace.root, path), join(folder, 'aside')];
  await rename(place, aside);
  const found = await verify();
  await rename(aside, place);
  return found;
}

describe('verify knows what belongs to no iteration', () => {
  it('and finds nothing wrong with it, its gradings counted', async () => {
    const { differences, counts } = await verifyRun(bench.workspace);
    expect(differences).toEqual([]);
    // 2 of iterations, 2 or 4 of final passes, 12 of certify, 14 of submit.
    expect(counts.gradings).toBe(2 + (await trialsOfFinal()) + 12 + 14);
  });

  const trialsOfFinal = async (): Promise<number> => {
    const ended = (await bench.events()).filter((event) => event.event === 'trial_ended' && event.eval_id === 'a');
    return ended.length - 2 - 12;
  };

  it.each([
    ['final.json', 'after', 0.9],
    ['final.json', 'recommendation', 'original'],
    ['certificate.json', 'verdict', 'improved'],
    ['certificate.json', 'gain', 0.9],
    ['certificate.json', 'alpha', 0.5],
    ['sealed/certificate.json', 'after', 0.2],
    ['sealed/certificate.json', 'verdict', 'improved'],
    ['sealed/certificate.json', 'validation', { score: 0.2, from: 'fresh' }],
  ])('%s with another %s is named', async (path, key, value) => {
    expect((await bench.json(...path.split('/'))) as object).not.toHaveProperty(key, value);
    const [first] = await whileChanged(path, (record) => ({ ...record, [key]: value }));
    expect(first).toMatchObject({ kind: 'value', path, place: expect.stringContaining(`/${key}`) });
  });

  it('a claim that was made milder afterwards is named', async () => {
    const found = await whileChanged('passes/certify-1/claim.json', (claim) => ({ ...claim, alpha: 0.5 }));
    expect(found).toContainEqual(expect.objectContaining({ path: 'certificate.json', place: '/alpha' }));
  });

  it.each([
    ['passes/certify-1/v1/eval-a/grading.json', 'certificate.json'],
    ['passes/final-1/v1/eval-a/grading.json', 'final.json'],
    ['sealed/passes/submit-1/v1/eval-s3/grading.json', 'sealed/certificate.json'],
    ['sealed/passes/submit-1/v0/eval-own/grading.json', 'sealed/certificate.json'],
  ])('a grading of %s with another verdict is named, and so is what was computed from it', async (path, derived) => {
    const turned = await whileChanged(path, ({ expectations, ...rest }) => {
      const [first, ...others] = expectations as { passed: boolean }[];
      return { ...rest, expectations: [{ ...first, passed: !first?.passed }, ...others] };
    });
    expect(turned).toContainEqual(expect.objectContaining({ path, place: '/summary/passed' }));
    expect(turned).toContainEqual(expect.objectContaining({ kind: 'value', path: derived }));
  });

  it('a grading with another text than the suite is named', async () => {
    const path = 'sealed/passes/submit-1/v1/eval-s1/grading.json';
    const found = await whileChanged(path, ({ expectations, ...rest }) => ({
      ...rest,
      expectations: (expectations as object[]).map((item) => ({ ...item, text: 'easier', expectation: 'easier' })),
    }));
    expect(found).toContainEqual(expect.objectContaining({ path, place: '/expectations/0/text' }));
  });

  it.each([
    ['passes/certify-1/v1', 'passes/certify-1/v1/eval-a/trial-6/trial.json'],
    ['passes/final-1', 'passes/final-1/v0/eval-a/trial.json'],
    ['passes/certify-1/claim.json', 'passes/certify-1/claim.json'],
    ['passes/certify-1/v0/eval-a/grading.json', 'passes/certify-1/v0/eval-a/grading.json'],
    ['certificate.json', 'certificate.json'],
    ['sealed/certificate.json', 'sealed/certificate.json'],
    ['sealed/passes/submit-1/v0', 'sealed/passes/submit-1/v0/eval-own/trial.json'],
  ])('without %s it names %s', async (path, named) => {
    expect(await whileMissing(path)).toContainEqual(expect.objectContaining({ path: named }));
  });

  it('sealed evals that were changed are named', async () => {
    expect(await whileMissing('sealed/suite/evals/evals.json')).toContainEqual(
      expect.objectContaining({ kind: 'invalid', path: 'sealed/suite' }),
    );
  });

  it.each([
    'passes/luck-1/v1/eval-a/grading.json',
    'passes/certify-1/notes.txt',
    'passes/certify-1/v1/eval-z/grading.json',
    'sealed/more.json',
    'sealed/passes/submit-2/v1/x',
  ])('what belongs to nothing is named: %s', async (path) => {
    await writeTree(bench.workspace.root, { [path]: '{}' });
    const [extra] = await verify();
    expect(extra?.kind).toBe('extra');
    expect(path.startsWith(extra?.path ?? '-')).toBe(true);
    await rm(join(bench.workspace.root, extra?.path ?? 'nothing'), { recursive: true });
  });
});
