import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CalibrationTrial, calibrationOf } from '../../src/core/calibration.ts';
import type { RaceSettings } from '../../src/core/referee/race.ts';
import { calibrationSchema } from '../../src/core/schema/calibration.ts';

/** "++-" is a trial with three expectations of which two pass; null one without a score. */
function trialsOf(evalId: string, marks: readonly (string | null)[]): readonly CalibrationTrial[] {
  return marks.map((text, index) => ({
    evalId,
    trial: index + 1,
    outcome: text === null ? 'timeout' : 'graded',
    grading:
      text === null
        ? null
        : {
            expectations: [...text].map((mark) => ({
              ...{ expectation: 'E', text: 'E', evidence: '', source: 'judge' as const },
              passed: mark === '+',
            })),
          },
  }));
}

type Suite = Readonly<Record<string, readonly (string | null)[]>>;

interface Asked {
  readonly passes?: number;
  readonly runs?: number;
  readonly seed?: number;
  readonly confidence?: RaceSettings['confidence'];
}

function calibrate(suite: Suite, { passes = 3, runs = 1, seed = 1, confidence = 'balanced' }: Asked = {}) {
  const evals = Object.entries(suite).map(([id, marks]) => ({
    id,
    expectations: marks.find((text) => text !== null)?.length ?? 1,
    weight: 1,
  }));
  const settings: RaceSettings = { seed, confidence, proposals: 1, evals };
  return calibrationOf({
    asked: { number: 1, version: 'v0', passes },
    settings,
    runs: new Map(evals.map(({ id }) => [id, runs])),
    trials: Object.entries(suite).flatMap(([id, marks]) => trialsOf(id, marks)),
  });
}

const rates = (record: ReturnType<typeof calibrate>) => record?.false_keeps.map(({ rule, rate }) => [rule, rate]);

describe('a calibration', () => {
  it('has the noise of one trial by eval, beside the one that rule race expects', () => {
    const record = calibrate({ a: ['+---', '++--', '+++-'], b: ['++++', '++++', '++++'] });
    expect(record?.evals).toEqual([
      { eval_id: 'a', trials: 3, mean: 0.5, sd: 0.25, expected_sd: 0.25 },
      { eval_id: 'b', trials: 3, mean: 1, sd: 0, expected_sd: expect.closeTo(Math.sqrt(0.92 * 0.08 * 0.25), 12) },
    ]);
    expect(record?.noise_factor).toBeCloseTo(0.5, 12);
  });

  it('has the noise of one pass, and the gains that are mostly shown', () => {
    const record = calibrate({ a: ['+---', '++--', '+++-'], b: ['++++', '++++', '++++'] });
    expect(record?.pass.sd).toBeCloseTo(0.125, 12);
    expect(record?.pass.noise).toBeCloseTo(1.96 * 0.125, 12);
    // Half a paired t interval of 2 evals: 12.7062 standard errors of the mean of two differences.
    const halfWidth = (passes: number) => 12.7062 * Math.sqrt((0.0625 / passes + 0.01) / 2);
    expect(record?.smallest_gain).toEqual([
      { passes: 1, gain: expect.closeTo(halfWidth(1), 4) },
      { passes: 3, gain: expect.closeTo(halfWidth(3), 4) },
    ]);
    const twice = calibrate({ a: ['+---', '++--', '+++-'], b: ['++++', '++++', '++++'] }, { runs: 2 });
    expect(twice?.pass.sd).toBeCloseTo(0.125 / Math.SQRT2, 12);
  });

  it('names what is flaky, always passes and always fails, and what was not measured', () => {
    const record = calibrate({ a: ['+-+', '+--', '+-+'], b: ['+', null, '+'] });
    expect(record).toMatchObject({
      flaky: ['a#3'],
      always_pass: ['a#1', 'b#1'],
      always_fail: ['a#2'],
      unmeasured: [{ eval_id: 'b', trial: 2, outcome: 'timeout' }],
    });
  });

  it('leaves out evals with a single measured trial, and is none without others', () => {
    expect(calibrate({ a: ['+', '-', '+'], b: ['+', null, null] })?.evals.map(({ eval_id }) => eval_id)).toEqual(['a']);
    expect(calibrate({ b: ['+', null, null] })).toBeNull();
  });
});

describe('the rate of false keeps', () => {
  const NOISY: Suite = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => [id, ['+---', '++++', '++--', '---+']]),
  );

  it('is 0 where trials never differ', () => {
    expect(rates(calibrate({ a: ['++-', '++-', '++-'] }))).toEqual([
      ['race', 0],
      ['strict', 0],
    ]);
  });

  it('of rule strict is a half where no two passes are alike', () => {
    const [, strict] = calibrate({ a: ['+-', '++'] })?.false_keeps ?? [];
    expect(strict?.replays).toBe(1000);
    expect(Math.abs((strict?.rate ?? 0) - 0.5)).toBeLessThan(0.08);
  });

  it('of rule race is lower on a noisy suite, and the lower the surer it has to be', () => {
    const [balanced, strict] = calibrate(NOISY)?.false_keeps ?? [];
    const [cautious] = calibrate(NOISY, { confidence: 'cautious' })?.false_keeps ?? [];
    expect(strict?.rate).toBeGreaterThan(0.4);
    expect(balanced?.rate).toBeLessThan((strict?.rate ?? 0) - 0.1);
    expect(cautious?.rate).toBeLessThan((balanced?.rate ?? 0) - 0.05);
    expect(cautious?.rate).toBeGreaterThan(0);
  });

  it('comes out the same again, and depends on the seed', () => {
    expect(calibrate(NOISY)).toEqual(calibrate(NOISY));
    expect(rates(calibrate(NOISY, { seed: 2 }))).not.toEqual(rates(calibrate(NOISY)));
  });
});

it('whatever the trials gave, the record is one, and survives its file', () => {
  const marks = fc.array(fc.option(fc.constantFrom('++', '+-', '--')), { minLength: 2, maxLength: 4 });
  const suites = fc.dictionary(fc.constantFrom('a', 'b', 'c'), marks, { minKeys: 1 });
  fc.assert(
    fc.property(suites, fc.integer({ min: 1, max: 2 }), (suite, runs) => {
      const record = calibrate(suite, { runs });
      if (record === null) return;
      expect(calibrationSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    }),
    { numRuns: 15 },
  );
});
