import { describe, expect, it } from 'vitest';
import {
  CALL_LIMITS,
  callLimitsSchema,
  DEFAULT_CALL_LIMITS,
  excessOf,
  excessText,
} from '../../src/core/call-limits.ts';

const NOTHING = { memory: null, processes: null, scratch: null, cpu: null };

describe('a limit of a call', () => {
  it('may be come up to', () => {
    expect(excessOf({ ...NOTHING, memory: 5 }, { ...NOTHING, memory: 5 })).toBeNull();
    const excess = excessOf({ ...NOTHING, memory: 4e9 }, { ...NOTHING, memory: 5.13e9 });
    expect(excess && excessText(excess)).toBe('used 5.13 GB of memory, and 4 GB are allowed (--call-limit memory)');
  });

  it('is not broken by what cannot be told, nor where there is none', () => {
    expect(excessOf(DEFAULT_CALL_LIMITS, NOTHING)).toBeNull();
    expect(excessOf(NOTHING, { memory: 1e15, processes: 1e6, scratch: 1e15, cpu: 1e9 })).toBeNull();
  });

  it.each([
    ['processes', 'used 130 processes at a time, and 128 processes are allowed (--call-limit processes)'],
    ['scratch', 'used 2.5 GB in its folders, and 1 GB are allowed (--call-limit scratch)'],
  ] as const)('of %s is told in its unit', (limit, text) => {
    const used = { ...NOTHING, [limit]: limit === 'processes' ? 130 : 2.5e9 };
    const excess = excessOf(DEFAULT_CALL_LIMITS, used);
    expect(excess && excessText(excess)).toBe(text);
  });

  it('of processor time is told in seconds', () => {
    const excess = excessOf({ ...NOTHING, cpu: 2000 }, { ...NOTHING, cpu: 2340 });
    expect(excess && excessText(excess)).toBe('used 2.34 s of processor time, and 2 s are allowed (--call-limit cpu)');
  });

  it('is more than nothing, and there is one default of each', () => {
    expect(CALL_LIMITS).toEqual(['memory', 'processes', 'scratch', 'cpu']);
    expect(callLimitsSchema.parse(DEFAULT_CALL_LIMITS)).toEqual(DEFAULT_CALL_LIMITS);
    expect(callLimitsSchema.safeParse({ ...NOTHING, memory: 0 }).success).toBe(false);
  });
});
