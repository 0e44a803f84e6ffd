import { expect, it } from 'vitest';
import type { Gain } from '../../../src/core/findings/gain.ts';
import { headlineOf } from '../../../src/core/headline.ts';
import type { CertificateKind } from '../../../src/core/schema/certificate.ts';
import { gainWords } from '../../../src/dashboard/page/gain-words.ts';
import { certificateOf, viewOf } from '../view.ts';

const gain: Gain = {
  before: 0.4,
  after: 0.8,
  gain: 0.4,
  interval: { low: 0.1, high: 0.7 },
  source: 'fresh',
  evidence: 'shown',
  noise: null,
};
const final = {
  schema_version: 1,
  original: 'v0',
  best: 'v2',
  passes: 2,
  evals: [{ eval_id: 'a', weight: 1, original: 0.4, best: 0.8, trials: 4 }],
  before: 0.4,
  after: 0.8,
  gain: 0.4,
  interval: null,
  unmeasured: [],
  recommendation: 'best',
} as const;
const view = viewOf({
  best: 'v2',
  headline: {
    type: 'fresh',
    final: { ...final, evals: [...final.evals], unmeasured: [] },
    estimate: null,
    certificate: null,
  },
});

function viewWith(kind: CertificateKind) {
  const certificates = [certificateOf(kind, 'improved')];
  return { ...view, headline: headlineOf({ rule: 'strict', best: 'v2', score: '', final: null, certificates }) };
}

it('only what was measured afresh is called real', () => {
  expect(gainWords(view, gain)).toEqual({ type: 'real', word: 'Real', basis: 'on 2 fresh passes of 1 eval' });
  expect(gainWords(view, { ...gain, source: 'estimate', evidence: 'unknown' })).toMatchObject({
    type: 'open',
    word: 'Not measured afresh',
  });
});

it('what may be luck is not shown, also where nothing tells', () => {
  for (const evidence of ['not_shown', 'unknown'] as const) {
    expect(gainWords(view, { ...gain, evidence })).toMatchObject({ type: 'not-shown', word: 'Not shown' });
  }
});

it('a certificate says on how many evals it rests', () => {
  const certified = viewWith('certify');
  expect(gainWords(certified, { ...gain, source: 'certificate' })).toMatchObject({
    basis: 'certified on 3 evals (certify)',
  });
});

it('sealed evals are named as what the climb never saw', () => {
  expect(gainWords(viewWith('submit'), { ...gain, source: 'submit' })).toEqual({
    ...{ type: 'real', word: 'Real' },
    basis: 'on 3 sealed evals, which the climb never saw (submit)',
  });
});

it('the original stands while nothing was kept', () => {
  expect(gainWords(viewOf({ best: 'v0' }), gain)).toMatchObject({ word: 'Nothing kept yet' });
  expect(gainWords(viewOf(), gain)).toMatchObject({ type: 'open' });
});
