import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/schema/proposal.ts';
import { nextBatch } from '../../src/loop/next-batch.ts';
import type { IterationState } from '../../src/store/run-state.ts';

/** `s` sealed, `d` decided, `p` proposed, `o` only begun; the digit before it is the first of its batch. */
function iterations(text: string): readonly IterationState[] {
  return [...text.matchAll(/(\d)([sdpo])/g)].map(([, first, letter], number) => ({
    number,
    proposal: number === 0 || letter === 'o' ? null : ({ batch: { first: Number(first), size: 4 } } as Proposal),
    decision: null,
    sealed: letter === 's',
  }));
}

const numbers = (text: string, size: number) => {
  const { batch, earlier } = nextBatch({ iterations: iterations(text) }, () => size);
  return [batch.map(({ number }) => number), earlier.map(({ number }) => number)];
};

describe('the next batch', () => {
  it('is the baseline alone, whatever number of proposals is asked for', () => {
    expect(numbers('', 4)).toEqual([[0], []]);
    expect(numbers('0o', 4)).toEqual([[0], []]);
  });

  it('is so many new iterations when all that there are are sealed', () => {
    expect(numbers('0s', 3)).toEqual([[1, 2, 3], [0]]);
    expect(numbers('0s1s', 1)).toEqual([[2], [0, 1]]);
  });

  it('is what was begun, however many are asked for now', () => {
    expect(numbers('0s1o1o', 1)).toEqual([[1, 2], [0]]);
    expect(numbers('0s1p1o1p', 1)).toEqual([[1, 2, 3, 4], [0]]);
    expect(numbers('0s1o1o1p', 1)).toEqual([[1, 2, 3, 4], [0]]);
  });

  it('is as large as it was to be where a kill came before all of it was begun', () => {
    expect(numbers('0s1o', 4)).toEqual([[1, 2, 3, 4], [0]]);
    expect(numbers('0s1o1o', 4)).toEqual([[1, 2, 3, 4], [0]]);
  });

  it('is the whole of a batch of which a part is sealed: its candidates were judged side by side', () => {
    expect(numbers('0s1s1s1p1p', 4)).toEqual([[1, 2, 3, 4], [0]]);
    expect(numbers('0s1s2s2s2d2p', 1)).toEqual([
      [2, 3, 4, 5],
      [0, 1],
    ]);
  });
});
