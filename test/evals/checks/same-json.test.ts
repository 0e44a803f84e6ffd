import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { includesJson, sameJson } from '../../../src/evals/checks/same-json.ts';

/** JSON as an output holds it. */
const anyJson = fc.json().map((text): unknown => JSON.parse(text));

describe('the same JSON', () => {
  it('is what is read twice from the same text', () => {
    fc.assert(
      fc.property(fc.json(), (text) => sameJson(JSON.parse(text), JSON.parse(text))),
      { seed: 1 },
    );
  });

  it('is what has the same text once its fields are sorted', () => {
    const sorted = (value: unknown): string =>
      JSON.stringify(value, (_, inner) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
          : inner,
      );
    fc.assert(
      fc.property(anyJson, anyJson, (a, b) => sameJson(a, b) === (sorted(a) === sorted(b))),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([
    [1, true],
    [1, '1'],
    [0, false],
    [0, null],
    [null, undefined],
    ['', false],
    [[], {}],
    [['a'], { 0: 'a' }],
    [{}, null],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [JSON.parse('{"__proto__": 1}'), {}],
    ['é', 'e\u0301'],
  ])('is not %j and %j', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
    expect(sameJson(b, a)).toBe(false);
  });

  it('takes a negative zero, and a number written otherwise, for the same number', () => {
    expect(sameJson(JSON.parse('-0'), 0)).toBe(true);
    expect(sameJson(JSON.parse('1.0e2'), 100)).toBe(true);
  });
});

describe('a value includes', () => {
  it('itself', () => {
    fc.assert(
      fc.property(anyJson, (value) => includesJson(value, structuredClone(value))),
      { seed: 1 },
    );
  });

  it('an object with fewer fields, at any depth', () => {
    const value = { a: 1, b: { c: [1, { d: 2 }], e: null } };
    for (const part of [{}, { a: 1 }, { b: {} }, { b: { e: null } }, { b: { c: [1, { d: 2 }] } }]) {
      expect(includesJson(value, part)).toBe(true);
    }
  });

  it('no part of a list, and nothing that it does not say', () => {
    const value = { a: [1, { b: 2, c: 3 }] };
    for (const part of [{ a: [1] }, { a: [1, { b: 2 }] }, { a: { 0: 1 } }, { d: null }, { a: null }, 'a', []]) {
      expect(includesJson(value, part)).toBe(false);
    }
    for (const bare of [null, 1, 'a', []]) expect(includesJson(bare, { a: 1 })).toBe(false);
  });
});
