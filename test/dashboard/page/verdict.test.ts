import { describe, expect, it } from 'vitest';
import type { Final } from '../../../src/core/schema/final.ts';
import { verdictOf } from '../../../src/dashboard/page/verdict.ts';
import { certificateOf, iterationOf, rowOf, viewOf } from '../view.ts';

function finalOf(low: number): Final {
  return {
    schema_version: 1,
    original: 'v0',
    best: 'v2',
    passes: 2,
    evals: [{ eval_id: 'a', weight: 1, original: 0.4, best: 0.8, trials: 4 }],
    before: 0.4,
    after: 0.8,
    gain: 0.4,
    interval: { low, high: 0.7 },
    unmeasured: [],
    recommendation: 'best',
  };
}

const fresh = (low: number) =>
  viewOf({ best: 'v2', headline: { type: 'fresh', final: finalOf(low), estimate: '0.7' } });
const climb = [iterationOf(0, { row: rowOf('baseline', 0.4) }), iterationOf(2, { row: rowOf('kept', 0.9, 0.7) })];

describe('the verdict', () => {
  it('is real where the band of fresh passes is above zero, and not shown where it is not', () => {
    expect(verdictOf(fresh(0.1))).toMatchObject({
      type: 'real',
      before: 0.4,
      after: 0.8,
      basis: 'on 2 fresh passes of 1 evals',
    });
    expect(verdictOf(fresh(-0.1))).toMatchObject({ type: 'not shown', word: 'Not shown' });
  });

  it('rests on sealed evals before all else, then on a certificate', () => {
    const view = {
      ...fresh(0.1),
      certificates: [certificateOf('certify', 'improved'), certificateOf('submit', 'not shown')],
    };
    expect(verdictOf(view)).toMatchObject({ type: 'not shown', basis: 'on 3 sealed evals', after: 0.6 });
    const certified = { ...view, certificates: [certificateOf('certify', 'improved')] };
    expect(verdictOf(certified)).toMatchObject({ type: 'real', basis: 'certified on 3 evals' });
  });

  it('takes no certificate of an earlier best version', () => {
    const view = { ...fresh(-0.1), best: 'v3', headline: null, certificates: [certificateOf('certify', 'improved')] };
    expect(verdictOf(view)).toMatchObject({ type: 'open' });
  });

  it('says that nothing was measured afresh, or that nothing was kept', () => {
    expect(verdictOf(viewOf({ best: 'v2', iterations: climb }))).toMatchObject({
      type: 'open',
      word: 'Not measured afresh',
      before: 0.4,
      after: 0.7,
      interval: null,
    });
    const none = viewOf({ best: 'v0', iterations: [iterationOf(0, { row: rowOf('baseline', 0.4) })] });
    expect(verdictOf(none)).toMatchObject({ word: 'Nothing kept yet', before: 0.4, after: null, gain: null });
    expect(verdictOf(viewOf())).toMatchObject({ type: 'open', before: null, after: null });
  });
});
