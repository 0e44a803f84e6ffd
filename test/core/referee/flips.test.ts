import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipsBetween } from '../../../src/core/referee/flips.ts';
import { gradings } from '../gradings.ts';

const marks = fc.string({ unit: fc.constantFrom('+', '-'), minLength: 1, maxLength: 6 });
const anyPass = fc.dictionary(fc.constantFrom('a', 'b', '7', 'with space'), marks).map(gradings);

function property(holds: (before: ReturnType<typeof gradings>, after: ReturnType<typeof gradings>) => void): void {
  fc.assert(fc.property(anyPass, anyPass, holds), { seed: 10 });
}

describe('flips', () => {
  it('are named by eval and number, in the order of the new gradings', () => {
    const before = gradings({ links: '+-+', titles: '--', dates: '++' });
    const after = gradings({ titles: '-+', links: '-++', dates: '++' });
    expect(flipsBetween(before, after)).toEqual({ fixed: ['titles#2', 'links#2'], broken: ['links#1'] });
  });

  it('need both sides: what one of them did not measure is none', () => {
    const before = gradings({ a: '+-', gone: '--' });
    expect(flipsBetween(before, gradings({ a: '-+--', fresh: '++' }))).toEqual({ fixed: ['a#2'], broken: ['a#1'] });
    expect(flipsBetween(new Map(), before)).toEqual({ fixed: [], broken: [] });
    expect(flipsBetween(before, new Map())).toEqual({ fixed: [], broken: [] });
  });

  it('are none between a pass and itself', () => {
    property((pass) => {
      expect(flipsBetween(pass, pass)).toEqual({ fixed: [], broken: [] });
    });
  });

  it('change sides when the passes do', () => {
    property((before, after) => {
      const [there, back] = [flipsBetween(before, after), flipsBetween(after, before)];
      expect([...there.fixed].sort()).toEqual([...back.broken].sort());
      expect([...there.broken].sort()).toEqual([...back.fixed].sort());
    });
  });
});
