import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/core/referee/port.ts';
import { type ReproducedTrial, type ReproductionParts, reproductionRecord } from '../../src/core/reproduction.ts';
import { type ReproductionRequest, reproductionSchema } from '../../src/core/schema/reproduction.ts';

const EXECUTOR = { spec: 'claude', identity: { name: 'claude', version: '2.1.0', model: null } };
const REQUEST: ReproductionRequest = {
  ...{ schema_version: 1, number: 1, iteration: 3, tree_hash: 'f00', executor: EXECUTOR, judge: EXECUTOR },
  trials: [{ eval_id: 'a', trial: 1 }],
  environment: { node: '22.1.0', 'executor.name': 'claude', 'executor.version': '2.1.0' },
  given: [],
  started_at: '2025-01-15T10:30:00+00:00',
};

/** So many of four; null: it timed out. */
function passed(count: number | null): Measurement {
  return count === null ? { outcome: 'timeout', kind: null } : { outcome: 'graded', passed: count, total: 4 };
}

function trial(evalId: string, recorded: number | null, now: number | null): ReproducedTrial {
  return { evalId, trial: 1, recorded: passed(recorded), now: passed(now) };
}

function recordOf(trials: readonly ReproducedTrial[], more: Partial<ReproductionParts> = {}) {
  const ids = [...new Set(trials.map(({ evalId }) => evalId))];
  const record = reproductionRecord({
    request: REQUEST,
    recorded: { score: '0.5', environment: REQUEST.environment },
    whole: true,
    settings: {
      ...{ seed: 1, confidence: 'balanced', proposals: 1 },
      evals: ids.map((id) => ({ id, expectations: 4, weight: 1 })),
    },
    trials,
    ...more,
  });
  expect(reproductionSchema.parse(record)).toEqual(record);
  return record;
}

describe('a score that comes out again', () => {
  it('is the same to the last digit where every eval is', () => {
    const record = recordOf([trial('a', 1, 1), trial('b', 3, 3)]);
    expect(record).toMatchObject({ recorded: 0.5, score: 0.5, difference: 0, verdict: 'same', unmeasured: [] });
    expect(record.evals.map(({ eval_id, recorded, score, verdict }) => [eval_id, recorded, score, verdict])).toEqual([
      ['a', 0.25, 0.25, 'same'],
      ['b', 0.75, 0.75, 'same'],
    ]);
  });

  it('is within noise where evals changed places and their mean did not', () => {
    expect(recordOf([trial('a', 1, 2), trial('b', 3, 2)])).toMatchObject({
      ...{ recorded: 0.5, score: 0.5, difference: 0, verdict: 'within_noise' },
      evals: [{ verdict: 'within_noise' }, { verdict: 'within_noise' }],
    });
  });

  it('differs beyond noise where chance explains so much in 5 of 100 cases at most', () => {
    const many = (now: number) => Array.from({ length: 16 }, (_, index) => trial(String(index), 2, now));
    expect(recordOf(many(3)).verdict).toBe('beyond_noise');
    expect(recordOf(many(3).slice(0, 1)).verdict).toBe('within_noise');
    expect(recordOf([trial('a', 0, 4)], { recorded: { score: '0', environment: {} } }).verdict).toBe('beyond_noise');
  });

  it('is rounded as that of a row is', () => {
    const trials = [trial('a', 1, 1), trial('b', 1, 1), trial('c', 2, 2)];
    const recorded = { score: '0.3333', environment: {} };
    expect(recordOf(trials, { recorded })).toMatchObject({ recorded: 0.3333, score: 0.3333, verdict: 'same' });
  });

  it('has less noise the more evals and trials there are', () => {
    const noiseOf = (evals: number, trials: number) =>
      recordOf(
        Array.from({ length: evals * trials }, (_, index) => ({
          ...trial(String(index % evals), 2, 2),
          trial: Math.floor(index / evals) + 1,
        })),
      ).noise ?? Number.NaN;
    expect(noiseOf(4, 1)).toBeCloseTo(noiseOf(1, 1) / 2, 10);
    expect(noiseOf(1, 4)).toBeCloseTo(noiseOf(1, 1) / 2, 10);
    // Four expectations of even odds: the sd of one trial is 0.25, of two trials' difference √2 of that.
    expect(noiseOf(1, 1)).toBeCloseTo(1.96 * Math.SQRT2 * 0.25, 10);
  });

  it('is judged alike whichever of the two came first', () => {
    const counts = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(counts, counts), { minLength: 1, maxLength: 8 }), (pairs) => {
        const there = recordOf(pairs.map(([a, b], index) => trial(String(index), a, b)));
        const back = recordOf(pairs.map(([a, b], index) => trial(String(index), b, a)));
        expect(back.noise).toBeCloseTo(there.noise ?? Number.NaN, 12);
        expect(back.evals.map(({ verdict }) => verdict)).toEqual(there.evals.map(({ verdict }) => verdict));
        expect((back.difference ?? 0) + (there.difference ?? 0)).toBeCloseTo(0, 12);
      }),
      { seed: 12 },
    );
  });
});

describe('what was not measured', () => {
  it('is no score: below 80 % of the evals nothing is said', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((id) => trial(id, 2, id === 'a' ? null : 2));
    expect(recordOf(five)).toMatchObject({ score: 0.5, unmeasured: [{ eval_id: 'a', trial: 1, outcome: 'timeout' }] });
    expect(recordOf(five.slice(0, 4))).toMatchObject({ score: null, verdict: null, recorded: 0.5 });
    expect(recordOf(five).evals[0]).toMatchObject({ recorded: 0.5, score: null, verdict: null, noise: null });
  });

  it('leaves an eval out under rule strict, and counts the others of its trials under race', () => {
    const trials = [trial('a', 2, 2), { ...trial('a', 2, null), trial: 2 }];
    expect(recordOf(trials, { whole: true }).score).toBeNull();
    expect(recordOf(trials, { whole: false })).toMatchObject({ score: 0.5, verdict: 'same' });
  });

  it('of an iteration without a score is compared eval by eval', () => {
    const recorded = { score: '', environment: {} };
    expect(recordOf([trial('a', 2, 2)], { recorded })).toMatchObject({ recorded: null, score: 0.5, verdict: 'same' });
    expect(recordOf([trial('a', null, 2)], { recorded })).toMatchObject({ difference: null, verdict: null });
  });
});

describe('what is not as it is recorded', () => {
  it('is named with both values, and what one side does not know as null', () => {
    const environment = { node: '20.19.0', 'executor.name': 'claude', 'executor.model': 'opus' };
    const given = [{ eval_id: 'a', role: 'executor' as const, recorded: 'x1', now: 'x2' }];
    const request = { ...REQUEST, given };
    expect(recordOf([trial('a', 2, 2)], { request, recorded: { score: '0.5', environment } }).differs).toEqual([
      { what: 'node', recorded: '20.19.0', now: '22.1.0' },
      { what: 'executor.version', recorded: null, now: '2.1.0' },
      { what: 'executor.model', recorded: 'opus', now: null },
      { what: 'task of eval a', recorded: 'x1', now: 'x2' },
    ]);
    expect(recordOf([trial('a', 2, 2)]).differs).toEqual([]);
  });
});
