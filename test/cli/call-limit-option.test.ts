import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callLimitsOf, callLimitTexts, collectCallLimits } from '../../src/cli/call-limit-option.ts';

it('limits of calls are collected over the defaults, and none lifts one', () => {
  const texts = collectCallLimits('processes=none', collectCallLimits('memory=8GB, cpu=5m'));
  expect(callLimitsOf(texts)).toEqual({ memory: 8e9, processes: null, scratch: 1e9, cpu: 300_000 });
  expect(callLimitsOf(['scratch=1.5g', 'memory=500mb'])).toMatchObject({ scratch: 1.5e9, memory: 5e8 });
  expect(callLimitsOf(['scratch=2 GiB', 'memory=4000000'])).toMatchObject({ scratch: 2 ** 31, memory: 4e6 });
});

it('limits of calls are asked for again as they are', () => {
  const bytes = fc.option(fc.integer({ min: 1e6, max: 1e13 }));
  const limits = fc.record({
    memory: bytes,
    processes: fc.option(fc.integer({ min: 1 })),
    scratch: bytes,
    cpu: fc.option(fc.integer({ min: 1, max: 86_400 }).map((seconds) => seconds * 1000)),
  });
  fc.assert(
    fc.property(limits, (one) => {
      expect(callLimitsOf(callLimitTexts(one))).toEqual(one);
    }),
  );
});

it.each([
  ['memroy=1GB', 'There is no limit "memroy" of a call. Did you mean memory?'],
  ['memory', 'memory needs an amount: memory=AMOUNT, or memory=none.'],
  ['memory=4', 'memory: It must be 1MB or more, such as 500MB or 4GB.'],
  ['scratch=0GB', 'scratch: It must be 1MB or more, such as 500MB or 4GB.'],
  ['memory=4XB', 'memory: It must be a size such as 500kB, 10MB or 2GiB, or none.'],
  ['processes=0', 'processes: It must be a whole number from 1 on.'],
  ['cpu=fast', 'cpu: It must be a time'],
])('%j is none', (text, message) => {
  expect(() => collectCallLimits(text)).toThrow(message);
});
