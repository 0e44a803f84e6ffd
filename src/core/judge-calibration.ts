import { positionEffect } from './position-effect.ts';
import type { Grading } from './schema/grading.ts';
import type { JudgeCalibration, JudgeCalibrationRequest, TrialName } from './schema/judge-calibration.ts';
import { expectationId } from './schema/suite.ts';
import type { Vote } from './schema/vote.ts';
import { varianceComponents } from './variance-components.ts';
import { agreementOf, evidenceFound, splitIn } from './votes.ts';

/** A stored trial with its new gradings; null where the judge had no usable answer. */
export interface JudgedAgain extends TrialName {
  readonly gradings: readonly (Grading | null)[];
}

/** What repeated gradings of the same trials say of the judge; null where no trial was graded every time. */
export function judgeCalibrationOf(
  request: JudgeCalibrationRequest,
  trials: readonly JudgedAgain[],
): JudgeCalibration | null {
  const whole = trials.flatMap(({ gradings, ...name }) => {
    const given = gradings.filter((one) => one !== null);
    return given.length === request.times ? [{ name, gradings: given }] : [];
  });
  if (whole.length === 0) return null;
  const left = trials.filter(({ gradings }) => gradings.filter((one) => one !== null).length < request.times);
  const verdicts = whole.map((one) => ({ ...one, votes: one.gradings.map(verdictsOf) }));
  const split = verdicts.flatMap(({ name, votes }) => splitIn(votes).map((n) => expectationId(name.eval_id, n)));
  return {
    ...request,
    graded: whole.length,
    ungraded: left.map(({ purpose, eval_id, trial }) => ({ purpose, eval_id, trial })),
    ...spreadOf(whole),
    agreement: meanAgreement(verdicts.map(({ votes }) => votes)),
    wavering: [...new Set(split)],
    evidence: evidenceFound(whole.flatMap(({ gradings }) => gradings.flatMap(({ expectations }) => expectations))),
    position: positionEffect(whole.map(({ gradings }) => gradings.flatMap(({ judge }) => judge?.votes ?? []))),
  };
}

interface Whole {
  readonly name: TrialName;
  readonly gradings: readonly Grading[];
}

function spreadOf(whole: readonly Whole[]): Pick<JudgeCalibration, 'judge_sd' | 'agent_sd' | 'judge_share'> {
  const ids = [...new Set(whole.map(({ name }) => name.eval_id))];
  const scores = ids.map((id) =>
    whole.flatMap(({ name, gradings }) =>
      name.eval_id === id ? [gradings.map(({ summary }) => summary.pass_rate)] : [],
    ),
  );
  const { judge, agent } = varianceComponents(scores);
  const total = judge + (agent ?? 0);
  return {
    judge_sd: Math.sqrt(judge),
    agent_sd: agent === null ? null : Math.sqrt(agent),
    judge_share: agent === null || total === 0 ? null : judge / total,
  };
}

/** What a grading says of the judged expectations, as if it were one vote. */
function verdictsOf({ expectations }: Grading): Vote {
  const results = expectations.flatMap(({ source, passed, evidence }, index) =>
    source === 'judge' ? [{ number: index + 1, passed, evidence }] : [],
  );
  return { seed: 0, order: results.map(({ number }) => number), results };
}

/** Over the trials, each by the number of its expectations. */
function meanAgreement(trials: readonly (readonly Vote[])[]): number {
  const known = trials.flatMap((votes) => {
    const agreement = agreementOf(votes);
    return agreement === null ? [] : [{ agreement, weight: votes[0]?.results.length ?? 0 }];
  });
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? 1 : known.reduce((sum, { agreement, weight }) => sum + agreement * weight, 0) / total;
}
