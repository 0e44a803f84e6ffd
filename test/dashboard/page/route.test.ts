import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BESIDES, changedRoute, formatRoute, parseRoute, type Route } from '../../../src/dashboard/page/route.ts';

const START: Route = {
  iteration: null,
  pass: null,
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
    expect(formatRoute({ ...START, pass: 'final-9/v9' })).toBe('#p=final-9%2Fv9');
  });

  it('leads back to the view, whatever ids and searches hold', () => {
    const text = fc.string({ unit: 'grapheme' });
    const route = fc.record({
      iteration: fc.option(fc.nat({ max: 999_999_999 })),
      pass: fc.option(text),
      evalId: fc.option(text),
      trial: fc.integer({ min: 1, max: 999_999_999 }),
      beside: fc.constantFrom(...BESIDES),
      changed: fc.boolean(),
      open: fc.array(text),
      search: text,
    });
    fc.assert(
      fc.property(route, (one) => {
        expect(parseRoute(formatRoute(one))).toEqual({ ...one, pass: one.iteration === null ? one.pass : null });
      }),
    );
  });

  it('has an iteration or a pass open, never both', () => {
    const inPass = changedRoute({ ...START, iteration: 3, evalId: 'a' }, { pass: 'final-9/v9', evalId: null });
    expect(inPass).toEqual({ ...START, pass: 'final-9/v9' });
    expect(changedRoute(inPass, { evalId: 'b', trial: 2 })).toMatchObject({ pass: 'final-9/v9', evalId: 'b' });
    expect(changedRoute(inPass, { iteration: 1 })).toEqual({ ...START, iteration: 1 });
    expect(changedRoute(inPass, { iteration: null, pass: null })).toEqual(START);
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
