import { describe, expect, it } from 'vitest';
import { type Headline, headlineOf } from '../../src/core/headline.ts';
import type { CertificateRecord } from '../../src/core/schema/certificate.ts';
import type { Final } from '../../src/core/schema/final.ts';
import { headlineLines, headlineText } from '../../src/report/headline.ts';
import { FINAL } from '../core/final.ts';
import { certificateOf } from '../support/views.ts';

function fresh(parts: Partial<Final> = {}): Headline {
  return { type: 'fresh', final: { ...FINAL, ...parts }, estimate: '0.6914', certificate: null };
}

function certified(parts: Partial<CertificateRecord> = {}): Headline {
  const certificates = [certificateOf({ best: 'v3', ...parts })];
  const headline = headlineOf({ rule: 'race', best: 'v3', score: '0.6914', final: FINAL, certificates });
  if (headline === null) throw new Error('no headline');
  return headline;
}

const ONE_EVAL = { evals: FINAL.evals.slice(0, 1), interval: null, passes: 1 };
const NO_GAIN = { after: 0.56, gain: -0.02, interval: { low: -0.05, high: 0.01 }, recommendation: 'original' } as const;

describe('the result', () => {
  it.each([
    ['a gain', fresh(), '0.58 → 0.83, +25 ± 9 points on 2 fresh passes of 12 evals'],
    [
      'a small gain, with a decimal',
      fresh({ after: 0.595, gain: 0.015, interval: { low: -0.003, high: 0.033 } }),
      '0.58 → 0.59, +1.5 ± 1.8 points on 2 fresh passes of 12 evals',
    ],
    ['one eval, which has no spread', fresh(ONE_EVAL), '0.58 → 0.83, +25 points on 1 fresh pass of 1 eval'],
    [
      'no gain',
      fresh(NO_GAIN),
      '0.58 → 0.56, -2.0 ± 3.0 points on 2 fresh passes of 12 evals: no gain, so that v0 is recommended',
    ],
    ['nothing fresh', { type: 'not fresh', best: 'v3', estimate: '0.6914', certificate: null }, 'not measured afresh'],
    ['a certificate', certified(), '0.40 → 0.60, +20 ± 10 points on 3 evals (certify)'],
    ['sealed evals', certified({ kind: 'submit' }), '0.40 → 0.60, +20 ± 10 points on 3 sealed evals (submit)'],
    [
      'a gain that is not shown',
      certified({ kind: 'submit', evals: 1, verdict: 'not shown', interval: null }),
      '0.40 → 0.60, +20 points on 1 sealed eval (submit): not shown',
    ],
    [
      'sealed evals without a gain',
      certified({ kind: 'submit', verdict: 'not shown', gain: -0.1, after: 0.3 }),
      '0.40 → 0.30, -10 ± 10 points on 3 sealed evals (submit): no gain, so that v0 is recommended',
    ],
  ] as const)('of %s', (_, headline, text) => {
    expect(headlineText(headline)).toBe(text);
  });

  it('says of a gain what it is a gain on, and what steered the climb', () => {
    expect(headlineLines(fresh())).toEqual([
      'Result: 0.58 → 0.83, +25 ± 9 points on 2 fresh passes of 12 evals.',
      'A gain on these evals; on unseen prompts it is usually less (`submit` tells).',
      'An estimate steered the climb; it has v3 at 0.69.',
    ]);
  });

  it('has the final passes below what was certified since, and asks for no submit after one', () => {
    const [result, meaning, passes, estimate] = headlineLines(certified());
    expect(result).toBe('Result: 0.40 → 0.60, +20 ± 10 points on 3 evals (certify).');
    expect(meaning).toContain('A gain on these evals');
    expect(passes).toBe('The final passes: 0.58 → 0.83, +25 ± 9 points on 2 fresh passes of 12 evals.');
    const submitted = headlineLines(certified({ kind: 'submit' }));
    expect(submitted.slice(1)).toEqual([passes, estimate]);
    expect(headlineLines(certified({ verdict: 'not shown' })).slice(1)).toEqual([passes, estimate]);
  });

  it('speaks of no gain where there is none, or none was measured', () => {
    expect(headlineLines(fresh(NO_GAIN)).join()).not.toContain('A gain');
    expect(headlineLines({ type: 'not fresh', best: 'v2', estimate: '0.7', certificate: null })).toEqual([
      'Result: not measured afresh.',
      'An estimate steered the climb; it has v2 at 0.70.',
    ]);
  });

  it('has no estimate to tell of where only scores decide', () => {
    expect(headlineLines({ type: 'fresh', final: FINAL, estimate: null, certificate: null })).toHaveLength(2);
  });
});
