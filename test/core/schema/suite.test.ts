import { describe, expect, it } from 'vitest';
import {
  decidingEvals,
  type EvalCase,
  evalOf,
  expectationId,
  openEvals,
  runsOf,
  sealedEvals,
  shownEvals,
  teachingEvals,
  trialsAPass,
  trialsOfBaseline,
  ungradedEvals,
} from '../../../src/core/schema/suite.ts';

const EVALS = [evalCase('a', 2, 1), evalCase('to-read', 0, 5), evalCase('b', 1, 3)];

it('an eval without expectations decides nothing', () => {
  expect(decidingEvals(EVALS).map(({ id }) => id)).toEqual(['a', 'b']);
});

it('a pass has as many trials as its deciding evals ask for', () => {
  expect(trialsAPass(EVALS)).toBe(4);
  expect(trialsAPass([])).toBe(0);
});

describe('of a suite with splits', () => {
  const SPLIT = [
    ...(['train', 'val', 'test', null] as const).map((split) => ({ ...evalCase(`${split}`, 1, 2), split })),
    ...(['train', 'test', null] as const).map((split) => ({ ...evalCase(`${split} to read`, 0, 1), split })),
  ];
  const idsOf = (evals: readonly EvalCase[]) => evals.map(({ id }) => id);

  it('val decides and train is shown; what is neither is both, and test is neither', () => {
    expect(idsOf(decidingEvals(SPLIT))).toEqual(['val', 'null']);
    expect(idsOf(shownEvals(SPLIT))).toEqual(['train', 'null']);
    expect(idsOf(teachingEvals(SPLIT))).toEqual(['train']);
  });

  it('every eval is either sealed or open', () => {
    expect(idsOf(sealedEvals(SPLIT))).toEqual(['test', 'test to read']);
    expect(idsOf(openEvals(SPLIT))).toEqual(['train', 'val', 'null', 'train to read', 'null to read']);
  });

  it('a baseline runs each deciding eval as often as it asks for, and what teaches or is only read once', () => {
    expect(idsOf(ungradedEvals(SPLIT))).toEqual(['train to read', 'test to read', 'null to read']);
    expect(trialsOfBaseline(SPLIT)).toBe(2 * 2 + 1 + 3);
    expect([...runsOf(EVALS)]).toEqual([
      ['a', 1],
      ['to-read', 5],
      ['b', 3],
    ]);
  });
});

it('an expectation is named by its eval and number', () => {
  expect(expectationId('release notes', 3)).toBe('release notes#3');
  expect(evalOf(expectationId('issue #7', 2))).toBe('issue #7');
});

function evalCase(id: string, count: number, runs: number): EvalCase {
  const expectations = Array.from({ length: count }, (_, index) => ({ number: index + 1, text: 'is', check: null }));
  return { id, prompt: 'do it', files: [], expectations, timeoutMs: null, runs, weight: 1, split: null };
}
