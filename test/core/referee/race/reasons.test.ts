import { describe, expect, it } from 'vitest';
import { behind, cutShort, droppedBelow, kept, neverFinishes } from '../../../../src/core/referee/race/reasons.ts';

const started = { progress: { passes: 0, passEnded: false, last: false }, inPass: 3, evals: 12 };
const between = { progress: { passes: 1, passEnded: false, last: false }, inPass: 3, evals: 12 };
const once = { progress: { passes: 1, passEnded: true, last: false }, inPass: 0, evals: 12 };
const thrice = { progress: { passes: 3, passEnded: true, last: true }, inPass: 0, evals: 12 };

describe('a reason', () => {
  it('is one of the fixed grammar', () => {
    expect(droppedBelow(0.3801, 0.5, started)).toBe('drop: P(better) 0.38 < 0.50 after 3 of 12 evals');
    expect(droppedBelow(0.3801, 0.5, between)).toBe('drop: P(better) 0.38 < 0.50 after 1 pass and 3 of 12 evals');
    expect(droppedBelow(0.3801, 0.5, once)).toBe('drop: P(better) 0.38 < 0.50 after 1 pass');
    expect(droppedBelow(0.57, 0.6, thrice)).toBe('drop: P(better) 0.57 < 0.60 after 3 passes');
    expect(kept(0.687, 0.6, { ...once, delta: 0.0188, raw: 0.25 })).toBe(
      'keep: P(better) 0.69 >= 0.60 after 1 pass, +1.9 pts (raw +25.0)',
    );
    expect(behind(7, started)).toBe('drop: behind iteration 7 after 3 of 12 evals');
    expect(neverFinishes('scopes', 'timeout')).toBe('drop: eval scopes ended by timeout where the incumbent finishes');
    expect(cutShort('budget spent', between.progress)).toBe('budget spent during pass 2');
  });

  it.each([
    [0.5996, 0.6, '0.5996 < 0.6000'],
    [0.597, 0.6, '0.597 < 0.600'],
    [0.594, 0.6, '0.59 < 0.60'],
    [0.49999996, 0.5, '0.49999996 < 0.50000000'],
    [0.5, 0.5, '0.50 <= 0.50'],
  ])('shows as many digits of %d as tell it from %d', (p, bar, text) => {
    expect(droppedBelow(p, bar, once)).toBe(`drop: P(better) ${text} after 1 pass`);
  });

  it('says of a probability that reaches the bar by little that it does', () => {
    expect(kept(0.6001, 0.6, { ...once, delta: 0.01, raw: 0.01 })).toMatch(
      /^keep: P\(better\) 0\.6001 >= 0\.6000 after/,
    );
    expect(kept(0.6, 0.6, { ...once, delta: 0.01, raw: 0.01 })).toMatch(/^keep: P\(better\) 0\.60 >= 0\.60 after/);
  });

  it('has no minus before a zero', () => {
    const points = (delta: number, raw: number) => kept(0.9, 0.6, { ...once, delta, raw }).split(', ')[1];
    expect(points(0.0001, -0.0001)).toBe('+0.0 pts (raw +0.0)');
    expect(points(0.01, -0.0123)).toBe('+1.0 pts (raw -1.2)');
    expect(points(0.0195, 0)).toBe('+1.9 pts (raw +0.0)');
  });
});
