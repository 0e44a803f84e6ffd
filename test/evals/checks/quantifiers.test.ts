import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotCheckable } from '../../../src/evals/checks/not-checkable.ts';
import type { CheckResult } from '../../../src/evals/checks/port.ts';
import { allPass, anyPasses } from '../../../src/evals/checks/quantifiers.ts';

type Kind = 'yes' | 'no' | 'cannot';
const kinds = fc.array(fc.constantFrom<Kind>('yes', 'no', 'cannot'), { minLength: 1, maxLength: 6 });

function look(kind: Kind): CheckResult {
  if (kind === 'cannot') throw new NotCheckable('cannot look');
  return { passed: kind === 'yes', evidence: kind };
}

const verdict = ({ passed, undecided }: CheckResult): Kind => (passed ? 'yes' : undecided ? 'cannot' : 'no');

describe('of several', () => {
  it('any passes as soon as one does, and is undecided only while one that could not be looked at might have', () =>
    fc.assert(
      fc.asyncProperty(kinds, async (items) => {
        const expected = items.includes('yes') ? 'yes' : items.includes('cannot') ? 'cannot' : 'no';
        expect(verdict(await anyPasses(items, look))).toBe(expected);
      }),
      { seed: 1 },
    ));

  it('all pass unless one fails, and are undecided only while one that could not be looked at might fail', () =>
    fc.assert(
      fc.asyncProperty(kinds, async (items) => {
        const expected = items.includes('no') ? 'no' : items.includes('cannot') ? 'cannot' : 'yes';
        expect(verdict(await allPass(items, look))).toBe(expected);
      }),
      { seed: 1 },
    ));

  it('the evidence names the first three and counts the others', async () => {
    const result = await allPass([1, 2, 3, 4, 5], (n) => ({ passed: true, evidence: `no ${n}` }));
    expect(result.evidence).toBe('no 1; no 2; no 3; 2 more');
  });

  it('a fault of ours is no result', async () => {
    const broken = () => {
      throw new TypeError('a bug');
    };
    await expect(anyPasses([1], broken)).rejects.toThrow('a bug');
    await expect(allPass([1], broken)).rejects.toThrow('a bug');
  });

  it('what is nested too deep for us could not be looked at', async () => {
    const dig = (n: number): number => 1 + dig(n + 1);
    const result = await anyPasses([1], (n) => ({ passed: dig(n) > 0, evidence: 'x' }));
    expect(result).toMatchObject({ passed: false, undecided: true });
  });
});
