import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSuite } from '../../src/evals/suite.ts';
import { exists } from '../../src/platform/exists.ts';
import { putBlob } from '../../src/store/blobs.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { readTrialDetails, readTrialOutput } from '../../src/store/run-view/trial-details.ts';
import { copyOutputsOf, storedOutputs } from '../../src/store/stored-outputs.ts';
import { writeExecution } from '../../src/store/trials.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Planted, writeTree } from '../support/write-tree.ts';
import { RECORD } from './trial-record.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const workspace = () => workspaceAt(at('W'));
const place = (trial = 1) => workspace().iteration(1).trial('a', trial);
const BIG = 'b'.repeat(1001);
const SHA = createHash('sha256').update(BIG).digest('hex');

/** Stores a trial whose outputs of more than 1000 bytes are put aside. */
async function stored(outputs: Readonly<Record<string, Planted>>, { trial = 1, limit = 1000 as number | null } = {}) {
  const outputsFrom = await writeTree(at(`made-${trial}`), outputs);
  const files = { transcript: '# Eval a\n', trajectory: '', outputsFrom, outputLimit: limit };
  return writeExecution(place(trial), files, { ...RECORD, trial });
}

describe('a large output', () => {
  it('has a reference in its place, and its bytes among the blobs', async () => {
    const record = await stored({ 'deep/big.txt': BIG, 'small.txt': 'x'.repeat(1000) });
    expect(record.referenced_outputs).toEqual(['deep/big.txt']);
    expect(JSON.parse(await readFile(place().record, 'utf8'))).toEqual(record);
    expect((await readdir(place().outputs, { recursive: true })).sort()).toEqual([
      'deep',
      'deep/big.txt.ref.json',
      'small.txt',
    ]);
    const reference = JSON.parse(await readFile(join(place().outputs, 'deep/big.txt.ref.json'), 'utf8'));
    expect(reference).toEqual({
      schema_version: 1,
      sha256: SHA,
      size: 1001,
      mode: 0o644,
      path: `blobs/sha256/${SHA}`,
    });
    expect(await readFile(join(workspace().root, reference.path), 'utf8')).toBe(BIG);
    expect((await stat(join(workspace().root, reference.path))).mode & 0o222).toBe(0);
  });

  it('is listed by its own name and size', async () => {
    await stored({ 'big.txt': BIG, 'small.txt': 'x' });
    expect((await storedOutputs(place())).map(({ name, size, path }) => [name, size, path])).toEqual([
      ['big.txt', 1001, join(workspace().root, 'blobs/sha256', SHA)],
      ['small.txt', 1, join(place().outputs, 'small.txt')],
    ]);
  });

  it('is on the page by its own name and size, and is read there', async () => {
    await stored({ 'big.txt': BIG, 'x.ref.json': '{}' });
    const trial = { eval_id: 'a', folder: 'iteration-1/eval-a', marks: null };
    const { outputs, problems } = await readTrialDetails(workspace(), trial, readSuite);
    expect({ outputs, problems }).toEqual({
      outputs: [
        { path: 'big.txt', bytes: 1001 },
        { path: 'x.ref.json', bytes: 2 },
      ],
      problems: [],
    });
    expect(readTrialOutput(workspace(), trial, 'big.txt')?.toString()).toBe(BIG);
    expect(readTrialOutput(workspace(), trial, 'x.ref.json')?.toString()).toBe('{}');
    expect(readTrialOutput(workspace(), trial, 'big.txt.ref.json')).toBeNull();
    await rm(at('W/blobs'), { recursive: true });
    expect(readTrialOutput(workspace(), trial, 'big.txt')).toBeNull();
  });

  it('is copied out with its bytes and its mode, and without the reference', async () => {
    await stored({ 'run.sh': { run: BIG } });
    await copyOutputsOf(place(), at('copy'));
    expect(await readdir(at('copy'))).toEqual(['run.sh']);
    expect((await readFile(at('copy/run.sh'), 'utf8')).includes(BIG)).toBe(true);
    expect((await stat(at('copy/run.sh'))).mode & 0o111).toBe(0o111);
  });

  it('is kept once, whoever stores it at the same time', async () => {
    await Promise.all([1, 2, 3].map((trial) => stored({ 'one.txt': BIG, 'two.txt': BIG }, { trial })));
    expect(await readdir(at('W/blobs/sha256'))).toEqual([SHA]);
  });

  it('stays where it is without a limit, and where it just reaches it', async () => {
    expect((await stored({ 'big.txt': BIG }, { limit: null })).referenced_outputs).toEqual([]);
    expect((await stored({ 'big.txt': BIG }, { trial: 2, limit: 1001 })).referenced_outputs).toEqual([]);
    expect(await exists(at('W/blobs'))).toBe(false);
  });

  it('stays where it is beside an output that has the name of its reference', async () => {
    const outputs = { 'big.txt': BIG, 'big.txt.REF.json': '{}', 'other.txt': BIG, 'other.txt.ref.json/in': 'x' };
    expect((await stored(outputs)).referenced_outputs).toEqual([]);
    expect(await readFile(join(place().outputs, 'big.txt'), 'utf8')).toBe(BIG);
  });

  it('of a sealed eval stays among what is sealed', async () => {
    const sealed = workspace().sealedPass('submit-1', 'v0').trial('a', 1);
    await mkdir(at('W/sealed'), { recursive: true });
    const outputsFrom = await writeTree(at('made'), { 'big.txt': BIG });
    await writeExecution(sealed, { transcript: '', trajectory: '', outputsFrom, outputLimit: 1000 }, RECORD);
    expect(await readdir(at('W/sealed/blobs/sha256'))).toEqual([SHA]);
    expect(await exists(at('W/blobs'))).toBe(false);
    expect((await storedOutputs(sealed)).map(({ name, size }) => [name, size])).toEqual([['big.txt', 1001]]);
  });

  it('is found in a workspace that was moved', async () => {
    await stored({ 'big.txt': BIG });
    const moved = workspaceAt(at('elsewhere')).iteration(1).trial('a', 1);
    await cp(at('W'), at('elsewhere'), { recursive: true });
    await rm(at('W'), { recursive: true });
    await copyOutputsOf(moved, at('copy'));
    expect(await readFile(at('copy/big.txt'), 'utf8')).toBe(BIG);
  });
});

describe('an output that an agent called like a reference', () => {
  it('is an output like any other, whatever it says', async () => {
    const planted = JSON.stringify({
      schema_version: 1,
      sha256: SHA,
      size: 1001,
      mode: 420,
      path: `blobs/sha256/${SHA}`,
    });
    await stored({ 'x.ref.json': planted, 'big.txt': BIG });
    expect((await storedOutputs(place())).map(({ name }) => name)).toEqual(['big.txt', 'x.ref.json']);
    await copyOutputsOf(place(), at('copy'));
    expect((await readdir(at('copy'))).sort()).toEqual(['big.txt', 'x.ref.json']);
    expect(await readFile(at('copy/x.ref.json'), 'utf8')).toBe(planted);
  });

  it('may be large itself', async () => {
    expect((await stored({ 'x.ref.json': BIG })).referenced_outputs).toEqual(['x.ref.json']);
    await copyOutputsOf(place(), at('copy'));
    expect(await readFile(at('copy/x.ref.json'), 'utf8')).toBe(BIG);
  });
});

describe('a large output whose bytes are gone', () => {
  const blob = () => at('W/blobs/sha256', SHA);

  it.each([
    ['missing', () => rm(blob(), { force: true })],
    [
      'others',
      async () => {
        await chmod(blob(), 0o644);
        await writeFile(blob(), 'c'.repeat(1001));
      },
    ],
    ['without a reference', () => rm(join(place().outputs, 'big.txt.ref.json'))],
    ['of a reference to elsewhere', () => writeFile(join(place().outputs, 'big.txt.ref.json'), '{"path": "../x"}')],
  ])('(%s) is never taken for another output', async (_, spoil) => {
    await stored({ 'big.txt': BIG });
    await spoil();
    await expect(copyOutputsOf(place(), at('copy'))).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringContaining('so that an output of a trial is gone'),
    });
  });

  it('has them again as soon as a trial makes the same', async () => {
    await stored({ 'big.txt': BIG });
    await chmod(blob(), 0o644);
    await writeFile(blob(), 'half');
    await stored({ 'big.txt': BIG }, { trial: 2 });
    expect(await readFile(blob(), 'utf8')).toBe(BIG);
  });
});

it('bytes that cannot be kept leave nothing behind', async () => {
  await expect(putBlob(at('gone'), 10_000_000, workspace().blobs)).rejects.toThrow();
  expect(await readdir(at('W/blobs/sha256'))).toEqual([]);
});
