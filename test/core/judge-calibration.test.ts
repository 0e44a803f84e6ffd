import { describe, expect, it } from 'vitest';
import { type JudgedAgain, judgeCalibrationOf } from '../../src/core/judge-calibration.ts';
import type { Grading } from '../../src/core/schema/grading.ts';
import { type JudgeCalibrationRequest, judgeCalibrationSchema } from '../../src/core/schema/judge-calibration.ts';
import type { Vote } from '../../src/core/schema/vote.ts';
import { grading } from './gradings.ts';

const REQUEST: JudgeCalibrationRequest = {
  schema_version: 1,
  ...{ number: 1, version: 'v2', judge: { name: 'claude', version: '1', model: null }, times: 2 },
  trials: [{ purpose: 'iteration-2', eval_id: 'a', trial: 1 }],
  started_at: '2026-01-01T00:00:00+00:00',
};

/** A stored trial by the marks of its gradings; null where the judge had no usable answer. */
function again(eval_id: string, trial: number, ...marks: readonly (string | null)[]): JudgedAgain {
  const gradings = marks.map((one) => (one === null ? null : grading(one)));
  return { purpose: 'iteration-2', eval_id, trial, gradings };
}

const calibrated = (...trials: readonly JudgedAgain[]) => judgeCalibrationOf(REQUEST, trials);

/** As if a check had decided the expectations with these numbers. */
function checked(one: Grading, ...numbers: readonly number[]): Grading {
  const expectations = one.expectations.map((item, index) =>
    numbers.includes(index + 1) ? { ...item, source: 'check' as const } : item,
  );
  return { ...one, expectations };
}

describe('a calibration of the judge', () => {
  it('is none where no trial was graded every time', () => {
    expect(calibrated()).toBeNull();
    expect(calibrated(again('a', 1, '+', null), again('b', 1, null, null))).toBeNull();
  });

  it('names the trials that were not graded every time, and counts none of what they told', () => {
    const record = calibrated(again('a', 1, '++', '++'), again('b', 2, '+-', null));
    expect(record).toMatchObject({ graded: 1, wavering: [], agreement: 1 });
    expect(record?.ungraded).toEqual([{ purpose: 'iteration-2', eval_id: 'b', trial: 2 }]);
  });

  it('tells the judge’s noise from the agent’s', () => {
    // Trials of 1 and 0, on which the judge never wavers: all is the agent's.
    const agent = calibrated(again('a', 1, '++', '++'), again('a', 2, '--', '--'));
    expect(agent).toMatchObject({ judge_sd: 0, agent_sd: expect.closeTo(Math.SQRT1_2), judge_share: 0 });
    // Gradings of 1 and 0 of trials that are alike: all is the judge's.
    const judge = calibrated(again('a', 1, '++', '--'), again('a', 2, '--', '++'));
    expect(judge).toMatchObject({ judge_sd: expect.closeTo(Math.SQRT1_2), agent_sd: 0, judge_share: 1 });
  });

  it('has no share where the agent’s noise is not known, and none of nothing', () => {
    const single = calibrated(again('a', 1, '+-', '++'), again('b', 1, '--', '--'));
    expect(single).toMatchObject({ agent_sd: null, judge_share: null, judge_sd: expect.closeTo(0.25) });
    const still = calibrated(again('a', 1, '+-', '+-'), again('a', 2, '+-', '+-'));
    expect(still).toMatchObject({ judge_sd: 0, agent_sd: 0, judge_share: null });
  });

  it('names each expectation on which it wavered once, and has each verdict weigh the same', () => {
    const record = calibrated(
      ...[again('a', 1, '+-', '++'), again('a', 2, '--', '-+'), again('b', 1, '++++++', '++++++')],
    );
    expect(record?.wavering).toEqual(['a#2']);
    expect(record?.agreement).toBeCloseTo(8 / 10);
  });

  it('asks of a judge only what a judge decides', () => {
    const [first, second] = [checked(grading('+-+'), 2), checked(grading('++-'), 2)];
    const record = calibrated({ purpose: 'iteration-2', eval_id: 'a', trial: 1, gradings: [first, second] });
    expect(record).toMatchObject({ wavering: ['a#3'], agreement: 0.5 });
    const all = calibrated({ ...again('a', 1), gradings: [checked(first, 1, 2, 3), checked(second, 1, 2, 3)] });
    expect(all).toMatchObject({ wavering: [], agreement: 1 });
  });

  it('counts for the place in the question every vote that the gradings hold', () => {
    const vote = (order: readonly number[], passed: readonly number[]): Vote => {
      const results = order.map((number) => ({ number, passed: passed.includes(number), evidence: '' }));
      return { seed: 0, order: [...order], results };
    };
    const voted = (marks: string, votes: readonly Vote[]): Grading => {
      return { ...grading(marks), judge: { votes: [...votes], asked: votes.length, agreement: null } };
    };
    const gradings = [voted('+-', [vote([1, 2], [1])]), voted('-+', [vote([2, 1], [2])])];
    const record = calibrated({ ...again('a', 1), gradings });
    expect(record?.position).toMatchObject({ earlier: 2, later: 0 });
    expect(calibrated(again('a', 1, '+-', '-+'))?.position).toMatchObject({ earlier: 0, later: 0, p_value: 1 });
  });

  it('is a record that survives its file', () => {
    const record = calibrated(again('a', 1, '++', '+-'), again('a', 2, '-+', null), again('a', 3, '--', '--'));
    expect(judgeCalibrationSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });
});
