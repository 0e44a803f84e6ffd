import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BESIDES, formatRoute, parseRoute, type Route } from '../../../src/dashboard/page/route.ts';

const START: Route = {
  iteration: null,
  evalId: null,
  trial: 1,
  beside: 'none',
  changed: false,
  open: [],
  search: '',
};

describe('the address of a view', () => {
  it('is empty at the start, and short where little is open', () => {
    expect(formatRoute(START)).toBe('');
    expect(formatRoute({ ...START, iteration: 5, evalId: 'two words' })).toBe('#i=5&e=two+words');
  });

  it('leads back to the view, whatever ids and searches hold', () => {
    const text = fc.string({ unit: 'grapheme' });
    const route = fc.record({
      iteration: fc.option(fc.nat({ max: 999_999_999 })),
      evalId: fc.option(text),
      trial: fc.integer({ min: 1, max: 999_999_999 }),
      beside: fc.constantFrom(...BESIDES),
      changed: fc.boolean(),
      open: fc.array(text),
      search: text,
    });
    fc.assert(
      fc.property(route, (one) => {
        expect(parseRoute(formatRoute(one))).toEqual(one);
      }),
    );
  });

  it('never fails on what somebody made up', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        expect(parseRoute(hash)).toMatchObject({ trial: expect.any(Number) });
      }),
    );
    expect(parseRoute('#i=-1&t=1e9&with=javascript:')).toEqual(START);
  });
});
