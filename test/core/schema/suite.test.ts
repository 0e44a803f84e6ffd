import { expect, it } from 'vitest';
import { decidingEvals, type EvalCase, expectationId, trialsAPass } from '../../../src/core/schema/suite.ts';

const EVALS = [evalCase('a', 2, 1), evalCase('to-read', 0, 5), evalCase('b', 1, 3)];

it('an eval without expectations decides nothing', () => {
  expect(decidingEvals(EVALS).map(({ id }) => id)).toEqual(['a', 'b']);
});

it('a pass has as many trials as its deciding evals ask for', () => {
  expect(trialsAPass(EVALS)).toBe(4);
  expect(trialsAPass([])).toBe(0);
});

it('an expectation is named by its eval and number', () => {
  expect(expectationId('release notes', 3)).toBe('release notes#3');
});

function evalCase(id: string, count: number, runs: number): EvalCase {
  const expectations = Array.from({ length: count }, (_, index) => ({ number: index + 1, text: 'is', check: null }));
  return { id, prompt: 'do it', files: [], expectations, timeoutMs: null, runs, weight: 1, split: null };
}
