import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/core/schema/decision.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { decisionsOf, incumbentAfter, incumbentOf, readDecided, readRunState } from '../../src/store/run-state.ts';
import { useTempFolder } from '../platform/temp.ts';
import { whileRead } from '../support/while-read.ts';
import { type Planted, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const workspace = () => workspaceAt(join(temp(), 'W'));

function decision(iteration: number, kept: boolean): Decision {
  return {
    schema_version: 1,
    iteration,
    decision: kept ? 'keep' : 'discard',
    reason: 'because',
    is_best: kept,
    best_before: null,
    best_after: 0.5,
    rule: 'strict',
    numbers: {},
    standing: { before: null, after: null },
    flips: { fixed: [], broken: [], expected: [], flaky: [] },
    unmeasured: [],
    row: {
      iteration,
      timestamp: '2025-01-15T10:30:00+00:00',
      score: '0.5',
      best_score: '0.5',
      action: iteration === 0 ? 'baseline' : kept ? 'kept' : 'reverted',
      changelog: 'x',
    },
  };
}

/** Plants iterations: K kept, R reverted, each sealed; small letters: decided and not sealed; o: open. */
async function plant(letters: string, more: Readonly<Record<string, Planted>> = {}): Promise<void> {
  const planted = [...letters].flatMap((letter, number): [string, Planted][] => {
    const folder = `iteration-${number}`;
    const kept = letter.toLowerCase() === 'k';
    return [
      [`${folder}/eval-a`, null],
      ...(letter === 'o'
        ? []
        : [[`${folder}/decision.json`, JSON.stringify(decision(number, kept))] as [string, Planted]]),
      ...('KR'.includes(letter) ? [[`${folder}/MANIFEST.sha256`, ''] as [string, Planted]] : []),
    ];
  });
  await writeTree(workspace().root, { ...Object.fromEntries(planted), ...more });
}

describe('where a run stands', () => {
  it('is nowhere before it began', async () => {
    const state = await readRunState(workspace());
    expect(state).toEqual({ run: null, iterations: [] });
    expect(incumbentOf(state)).toBeNull();
  });

  it('is read from its iterations: decided, sealed, open', async () => {
    await plant('KRKro');
    const { iterations } = await readRunState(workspace());
    expect(iterations.map(({ number, sealed, decision }) => [number, sealed, decision?.row.action ?? null])).toEqual([
      [0, true, 'baseline'],
      [1, true, 'reverted'],
      [2, true, 'kept'],
      [3, false, 'reverted'],
      [4, false, null],
    ]);
  });

  it.each([
    ['o', null],
    ['K', 'v0'],
    ['KRR', 'v0'],
    ['KRKR', 'v2'],
    ['Kk', 'v1'],
    ['Ko', 'v0'],
  ])('with the iterations %s has the incumbent %s', async (letters, incumbent) => {
    await plant(letters);
    expect(incumbentOf(await readRunState(workspace()))).toBe(incumbent);
  });

  it('is not known where an iteration is missing; what is none of its folders is none', async () => {
    await plant('KR', { 'iteration-x': null, 'iteration-02': null });
    expect(decisionsOf(await readRunState(workspace())).map(({ iteration }) => iteration)).toEqual([0, 1]);
    await plant('KR', { 'iteration-3/decision.json': JSON.stringify(decision(3, true)) });
    for (const read of [readRunState, readDecided]) {
      await expect(read(workspace())).rejects.toMatchObject({
        code: 'invalid_workspace',
        message: expect.stringMatching(/iteration-2 is missing, though later iterations are there\.$/),
      });
    }
  });

  it('takes a tenth iteration for the tenth', async () => {
    await plant(`K${'R'.repeat(10)}`);
    expect((await readRunState(workspace())).iterations.map(({ number }) => number)).toEqual([...Array(11).keys()]);
  });

  it('is right in the moment in which an iteration is decided and sealed', async () => {
    await plant('Ko', { 'decision.json': JSON.stringify(decision(1, true)) });
    const { decision: path, seal } = workspace().iteration(1);
    const written = whileRead(seal, `cp '${workspace().root}/decision.json' '${path}'`);
    const { iterations } = await readRunState(workspace());
    expect(iterations[1]).toMatchObject({ sealed: true, decision: { iteration: 1 } });
    await written;
  });

  it.each<[string, Readonly<Record<string, Planted>>, RegExp]>([
    [
      'a decision that is none',
      { 'iteration-1/decision.json': '{}' },
      /iteration-1\/decision\.json \/schema_version: /,
    ],
    ['a torn proposal', { 'iteration-1/proposal.json': '{"sch' }, /proposal\.json is no JSON/],
    ['a run that is none', { 'run.json': '[]' }, /run\.json \/: /],
    [
      'a seal without a decision',
      { 'iteration-2/MANIFEST.sha256': '' },
      /iteration-2 is sealed, but has no decision\.json/,
    ],
  ])('is not guessed from %s', async (_, more, message) => {
    await plant('KR', more);
    await expect(readRunState(workspace())).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(message),
    });
  });
});

describe('a later look at a run', () => {
  it('reads what was open, and takes what was sealed as it was', async () => {
    await plant('KRo');
    const before = await readRunState(workspace());
    await plant('RKKo');
    const now = await readRunState(workspace(), before);
    expect(now.iterations.map(({ decision: made }) => made?.decision)).toEqual(['keep', 'discard', 'keep', undefined]);
    expect(now.iterations.map(({ sealed }) => sealed)).toEqual([true, true, true, false]);
  });

  it('reads again what was decided and not sealed', async () => {
    await plant('Kr');
    const before = await readRunState(workspace());
    await plant('KK');
    expect(incumbentOf(await readRunState(workspace(), before))).toBe('v1');
  });
});

describe('what a view needs of the decisions', () => {
  it.each(['', 'o', 'K', 'KRKro', 'KkO'])('is there for the iterations %j as in the whole state', async (letters) => {
    await plant(letters);
    const decided = await readDecided(workspace());
    const state = await readRunState(workspace());
    expect(decided.map(({ row }) => row)).toEqual(decisionsOf(state).map(({ row }) => row));
    expect(incumbentAfter(decided)).toBe(incumbentOf(state));
  });

  it('is not guessed from a seal without a decision, nor from a decision that is none', async () => {
    await plant('KR', { 'iteration-2/MANIFEST.sha256': '' });
    await expect(readDecided(workspace())).rejects.toMatchObject({
      message: expect.stringMatching(/iteration-2 is sealed, but has no decision\.json/),
    });
    await writeTree(workspace().root, { 'iteration-2/decision.json': '{"schema_version": 1}' });
    await expect(readDecided(workspace())).rejects.toMatchObject({
      message: expect.stringMatching(/decision\.json \/iteration: /),
    });
  });
});
