import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArmTrial, armsRecord } from '../../src/core/arms.ts';
import { armsSchema } from '../../src/core/schema/arms.ts';

const REQUEST = {
  schema_version: 1 as const,
  number: 1,
  arms: [
    { name: 'none', version: null },
    { name: 'best', version: 'v3' },
  ],
  trials: 1,
  started_at: '2025-01-15T10:30:00+00:00',
};
const EVEN = new Map([
  ['a', 1],
  ['b', 1],
]);

/** A trial that passed so many of four expectations; null: it timed out. */
function trial(arm: string, evalId: string, passed: number | null): ArmTrial {
  const measurement =
    passed === null
      ? ({ outcome: 'timeout', kind: null } as const)
      : ({ outcome: 'graded', passed, total: 4 } as const);
  const usage = { input_tokens: 90, output_tokens: 10, cached_input_tokens: 0, cost_usd: 0.5 };
  return { arm, evalId, trial: 1, measurement, usage, durationMs: 2000, reused: false };
}

describe('a comparison of arms', () => {
  it('has the score of each with its interval, what a trial used, and the paired difference', () => {
    const trials = [trial('none', 'a', 0), trial('none', 'b', 1), trial('best', 'a', 2), trial('best', 'b', 4)];
    const record = armsRecord(REQUEST, EVEN, trials);
    expect(armsSchema.parse(record)).toEqual(record);
    expect(record.scores).toMatchObject([
      { arm: 'none', evals: 2, score: 0.125, measured: 2, reused: 0, tokens: 100, cost_usd: 0.5, duration_ms: 2000 },
      { arm: 'best', evals: 2, score: 0.75 },
    ]);
    expect(record.evals).toEqual([
      { eval_id: 'a', weight: 1, scores: [0, 0.5] },
      { eval_id: 'b', weight: 1, scores: [0.25, 1] },
    ]);
    expect(record.differences).toMatchObject([{ arm: 'best', against: 'none', pairs: 2, gain: 0.625 }]);
    // Student's t with one degree of freedom: 12.7062 times the standard error.
    expect(record.differences[0]?.interval?.high).toBeCloseTo(0.625 + 12.7062 * 0.125, 3);
  });

  it('counts no trial without a score, and pairs only evals that both arms have', () => {
    const trials = [trial('none', 'a', null), trial('none', 'b', 2), trial('best', 'a', 4), trial('best', 'b', 3)];
    const record = armsRecord(REQUEST, EVEN, trials);
    expect(record.scores).toMatchObject([{ evals: 1, score: 0.5, interval: null, measured: 1 }, { evals: 2 }]);
    expect(record.differences).toEqual([{ arm: 'best', against: 'none', pairs: 1, gain: 0.25, interval: null }]);
    expect(record.unmeasured).toEqual([{ arm: 'none', eval_id: 'a', trial: 1, outcome: 'timeout' }]);
  });

  it('says unknown where an agent does not tell, and nothing of an arm that was not measured', () => {
    const silent = { input_tokens: null, output_tokens: null, cached_input_tokens: null, cost_usd: null };
    const trials = [trial('none', 'a', 1), { ...trial('none', 'b', 1), usage: silent, reused: true }];
    const record = armsRecord(REQUEST, EVEN, trials);
    expect(record.scores).toMatchObject([
      { score: 0.25, reused: 1, tokens: null, cost_usd: null },
      { score: null, measured: 0, duration_ms: null },
    ]);
    expect(record.differences).toEqual([]);
  });

  it('counts all evals alike where none weighs anything', () => {
    const nothing = new Map([...EVEN.keys()].map((id) => [id, 0]));
    const trials = [trial('none', 'a', 0), trial('none', 'b', 1), trial('best', 'a', 2), trial('best', 'b', 4)];
    const [none, best] = armsRecord(REQUEST, nothing, trials).scores;
    expect([none?.score, best?.score]).toEqual([0.125, 0.75]);
  });

  it('has a difference that is that of the scores, whatever the weights, when all was measured', () => {
    const counts = fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.integer({ min: 1, max: 9 })), { minLength: 1 });
    fc.assert(
      fc.property(counts, (rows) => {
        const weights = new Map(rows.map(([, , weight], index) => [String(index), weight]));
        const trials = rows.flatMap(([none, best], index) => [
          trial('none', String(index), none),
          trial('best', String(index), best),
        ]);
        const { scores, differences } = armsRecord(REQUEST, weights, trials);
        expect(differences[0]?.gain).toBeCloseTo((scores[1]?.score ?? 0) - (scores[0]?.score ?? 0), 9);
      }),
    );
  });
});
