import { expect, it } from 'vitest';
import { countedIn } from '../../../src/core/counted.ts';
import { standingsOf } from '../../../src/core/findings/standings.ts';
import { type Step, viewOf } from '../../support/views.ts';

const placed = (steps: readonly Step[]) =>
  standingsOf(viewOf(steps)).map(({ rank, iteration, value }) => [rank, iteration, value]);
const counted = (estimate: number | null) => ({ counted: countedIn({ rule: 'race', numbers: { estimate } }) });

it('the best iteration comes first, equal ones share a rank, and what was not measured comes last', () => {
  const steps: readonly Step[] = [
    { score: 0.5, best: 0.5, action: 'baseline' },
    { score: null, best: 0.5, action: 'reverted' },
    { score: 0.8, best: 0.8, action: 'kept' },
    { score: 0.5, best: 0.8, action: 'reverted' },
    { score: 0.9, best: 0.8, action: 'reverted', row: null },
  ];
  expect(placed(steps)).toEqual([
    [1, 2, 0.8],
    [2, 0, 0.5],
    [2, 3, 0.5],
    [null, 1, null],
  ]);
});

it('under rule race they are ranked by what they count for', () => {
  const steps: readonly Step[] = [
    { score: 0.5, best: 0.5, action: 'baseline', ...counted(0.5) },
    { score: 1, best: 0.6, action: 'kept', ...counted(0.6) },
    { score: 0.9, best: 0.6, action: 'reverted', ...counted(null) },
  ];
  expect(placed(steps)).toEqual([
    [1, 1, 0.6],
    [2, 0, 0.5],
    [null, 2, null],
  ]);
});

it('there may be nothing to rank', () => {
  expect(placed([])).toEqual([]);
  expect(placed([{ score: null, best: 0.5, action: 'baseline' }])).toEqual([[null, 0, null]]);
});
