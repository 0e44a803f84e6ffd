import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueDifferences } from '../../src/core/difference.ts';

const placesOf = (stored: unknown, computed: unknown) =>
  valueDifferences('f.json', stored, computed).map((one) => (one.kind === 'value' ? one.place : one.kind));

describe('the differences of two values', () => {
  it('are their leaves, each with what is stored and what comes out', () => {
    const stored = { score: 0.5, row: { action: 'kept', cells: ['a', 'b'] }, same: [1, { x: null }] };
    const computed = { score: 0.25, row: { action: 'kept', cells: ['a', 'c'] }, same: [1, { x: null }] };
    expect(valueDifferences('iteration-1/decision.json', stored, computed)).toEqual([
      { kind: 'value', path: 'iteration-1/decision.json', place: '/score', stored: 0.5, computed: 0.25 },
      { kind: 'value', path: 'iteration-1/decision.json', place: '/row/cells/1', stored: 'b', computed: 'c' },
    ]);
  });

  it('include what one side lacks, and lists of other lengths', () => {
    expect(placesOf({ a: 1 }, { b: 1 })).toEqual(['/a', '/b']);
    expect(placesOf([1, 2], [1])).toEqual(['/1']);
    expect(placesOf({}, { a: undefined })).toEqual([]);
  });

  it('are one where a whole has another kind', () => {
    expect(placesOf({ a: [] }, { a: {} })).toEqual(['/a']);
    expect(placesOf({ a: { b: 1 } }, { a: null })).toEqual(['/a']);
    expect(placesOf('x', 'y')).toEqual(['']);
  });

  it('are named by JSON pointers, whatever the keys', () => {
    expect(placesOf({ 'a/b~c': 1 }, { 'a/b~c': 2 })).toEqual(['/a~1b~0c']);
    expect(placesOf(JSON.parse('{"__proto__": 1, "toString": 2}'), {})).toEqual(['/__proto__', '/toString']);
  });

  it('are none between a value and itself, and as many either way', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(placesOf(a, structuredClone(a))).toEqual([]);
        expect([...placesOf(a, b)].sort()).toEqual([...placesOf(b, a)].sort());
        if (JSON.stringify(a) !== JSON.stringify(b)) return;
        expect(placesOf(a, b)).toEqual([]);
      }),
      { seed: 3 },
    );
  });
});
