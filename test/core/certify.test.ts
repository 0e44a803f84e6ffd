import { describe, expect, it } from 'vitest';
import { certificateOf, certificateRecord, type Evidence, overfit } from '../../src/core/certify.ts';
import type { FreshTrial } from '../../src/core/fresh.ts';
import type { Measurement } from '../../src/core/referee/port.ts';
import type { CertificateRecord, Claim } from '../../src/core/schema/certificate.ts';

const CLAIM: Claim = {
  schema_version: 1,
  ...{ kind: 'certify', number: 1, original: 'v0', best: 'v3', alpha: 0.05, affordable: 2, gap: null },
};

function trial(version: string, evalId: string, result: number | Measurement): FreshTrial {
  const measurement = typeof result === 'number' ? { outcome: 'graded' as const, passed: result, total: 4 } : result;
  return { version, evalId, trial: 1, measurement };
}

function evidence(trials: readonly FreshTrial[], weights: Readonly<Record<string, number>> = { a: 1, b: 1 }): Evidence {
  return { claim: CLAIM, weights: new Map(Object.entries(weights)), trials };
}

const TIMEOUT: Measurement = { outcome: 'timeout', kind: null };
const OUTAGE: Measurement = { outcome: 'agent_error', kind: 'overload' };

describe('a certificate from trials', () => {
  it('bets on the differences of pairs, and says nothing before its verdict', () => {
    const pass = [trial('v0', 'a', 1), trial('v3', 'a', 3), trial('v0', 'b', 2), trial('v3', 'b', 2)];
    expect(certificateOf(evidence(pass)).bets).toEqual([{ lambda: 0.3, logWealth: Math.log1p(0.15) }]);
    expect(certificateRecord(evidence(pass), null)).toBeNull();
  });

  it('has the means of both versions with the paired interval over evals', () => {
    const pass = [trial('v0', 'a', 1), trial('v3', 'a', 3), trial('v0', 'b', 2), trial('v3', 'b', 2)];
    const passes = [1, 2].flatMap((number) => pass.map((one) => ({ ...one, trial: number })));
    expect(certificateRecord(evidence(passes), null)).toMatchObject({
      ...{ verdict: 'not shown', pairs: 4, evals: 2, before: 0.375, after: 0.625, gain: 0.25 },
      ...{ unmeasured: [], validation: null },
    });
  });

  it('counts the heaviest eval in full and the others by their share', () => {
    const pass = [trial('v0', 'a', 0), trial('v3', 'a', 4), trial('v0', 'b', 4), trial('v3', 'b', 0)];
    const { bets } = certificateOf(evidence(pass, { a: 1, b: 4 }));
    expect(bets[0]?.logWealth).toBeCloseTo(Math.log1p(0.3 * 0.25) + Math.log1p(-0.3), 12);
    expect(certificateOf(evidence(pass, { a: 10, b: 40 })).bets).toEqual(bets);
    expect(certificateOf(evidence(pass, { a: 0, b: 0 })).bets[0]?.logWealth).toBeCloseTo(Math.log1p(-0.09), 12);
  });

  it('counts what the best version could not end as 0, and leaves out what says nothing of the skill', () => {
    const slow = [trial('v0', 'a', 2), trial('v3', 'a', TIMEOUT)];
    expect(certificateOf(evidence(slow)).bets[0]?.logWealth).toBeCloseTo(Math.log1p(-0.15), 12);
    const outage = [trial('v0', 'a', 2), trial('v3', 'a', OUTAGE)];
    expect(certificateOf(evidence(outage)).bets[0]?.logWealth).toBe(0);
    const slowOriginal = [trial('v0', 'a', TIMEOUT), trial('v3', 'a', 4)];
    expect(certificateOf(evidence(slowOriginal)).bets[0]?.logWealth).toBe(0);
  });

  it('has no scores where no eval was measured with both versions: unmeasured is not zero', () => {
    const passes = [1, 2].flatMap((number) =>
      [trial('v0', 'a', OUTAGE), trial('v3', 'a', 4), trial('v0', 'b', 2)].map((one) => ({ ...one, trial: number })),
    );
    expect(certificateRecord(evidence(passes), null)).toMatchObject({
      ...{ verdict: 'not shown', pairs: 0, evals: 0, before: null, after: null, gain: null, interval: null },
      unmeasured: [1, 2].map((number) => ({ version: 'v0', eval_id: 'a', trial: number, outcome: 'agent_error' })),
    });
  });
});

describe('the gap to the sealed evals', () => {
  const record = (after: number | null, gap: number | null, score = 0.9): CertificateRecord => ({
    ...CLAIM,
    ...{ kind: 'submit', gap, bets: [], verdict: 'not shown', pairs: 0, evals: 0, before: null, after, gain: null },
    ...{ interval: null, unmeasured: [], validation: { score, from: 'fresh' } },
  });

  it.each([
    [0.5, 0.1, 0.4],
    [0.8, 0.1, 0.1],
    [0.81, 0.1, null],
    [0.95, 0.1, null],
    [0.5, 0.45, null],
    [null, 0.1, null],
    [0.5, null, null],
  ])('after %j with --gap %j is %j', (after, gap, found) => {
    const seen = overfit(record(after, gap));
    if (found === null) expect(seen).toBeNull();
    else expect(seen).toBeCloseTo(found, 9);
  });
});
