import { describe, expect, it } from 'vitest';
import { countedIn, estimateIn } from '../../src/core/counted.ts';
import { estimatesOf, estimatesTsv } from '../../src/core/estimates.ts';

const KEPT = {
  ...{ trials: 4, evals_seen: 4, evals_total: 4, passes: 1, look: 4, raw: 0.8125, delta: 0.01876543210987654 },
  ...{ sd: 0.0385, p_better: 0.687, keep: 0.6, estimate: 0.6914, estimate_sd: 0.0771, low: 0.54, high: 0.8425 },
};

function decision(iteration: number, numbers: Readonly<Record<string, unknown>>, best_after = 0.6914) {
  return { iteration, rule: 'race', numbers, best_after };
}

describe('estimates.tsv', () => {
  it('has a row a decision, with every digit, and empty cells for what is not known', () => {
    const baseline = { trials: 4, evals_seen: 4, evals_total: 4, raw: 0.5625, estimate: 0.5625, low: 0.4, high: 0.72 };
    const decisions = [
      decision(0, baseline, 0.5625),
      decision(1, KEPT),
      decision(2, { ...KEPT, trials: 1, evals_seen: 1, raw: null, p_better: 0.46623846 }, 0.6755999999999999),
      decision(3, {}, 0.6755999999999999),
    ];
    expect(`\n${estimatesTsv(decisions)}`).toBe(`
iteration	trials	evals_seen	raw	estimate	low	high	p_better	best_estimate
0	4	4	0.5625	0.5625	0.4	0.72		0.5625
1	4	4	0.8125	0.6914	0.54	0.8425	0.687	0.6914
2	1	1		0.6914	0.54	0.8425	0.46623846	0.6755999999999999
3								0.6755999999999999
`);
  });

  it('takes nothing but numbers, so that no text breaks its rows', () => {
    const [row] = estimatesOf([decision(1, { ...KEPT, trials: '4\t5\n', raw: Number.NaN })]);
    expect(row).toMatchObject({ trials: null, raw: null, estimate: 0.6914 });
  });

  it('has no row of another rule', () => {
    expect(estimatesOf([{ ...decision(0, KEPT), rule: 'strict' }])).toEqual([]);
  });
});

describe('for what a score counts', () => {
  it('is known under rule race alone', () => {
    expect(countedIn(decision(1, KEPT))).toMatchObject({ estimate: 0.6914, delta: 0.01876543210987654 });
    expect(countedIn({ ...decision(1, KEPT), rule: 'strict' })).toBeNull();
  });

  it('is told where something was tried, the baseline without a probability', () => {
    expect(estimateIn(decision(1, KEPT))).toEqual({
      estimate: 0.6914,
      estimate_sd: 0.0771,
      p_better: 0.687,
      evals_seen: 4,
      evals_total: 4,
    });
    expect(estimateIn(decision(0, { ...KEPT, p_better: undefined }))?.p_better).toBeNull();
    expect(estimateIn(decision(3, {}))).toBeUndefined();
  });
});
