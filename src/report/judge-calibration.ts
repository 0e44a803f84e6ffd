import { POSITION_ALPHA } from '../core/position-effect.ts';
import type { JudgeCalibration } from '../core/schema/judge-calibration.ts';
import { harmless, points } from './text.ts';

/** `calibrate --judge` for people: all in points of the score of one trial. */
export function renderJudgeCalibration(record: JudgeCalibration): string {
  const { version, times, graded, agreement, evidence, wavering, ungraded } = record;
  const many = graded === 1 ? 'one stored trial' : `${graded} stored trials`;
  return [
    `The judge against itself: ${many} of ${version}, graded ${times} times; nothing was run`,
    `  the judge adds ± ${points(record.judge_sd)} points to one trial; ${agentText(record)}`,
    `  ${(100 * agreement).toFixed(1)} % of its verdicts are the same when it is asked again`,
    ...(evidence.passes === 0 ? [] : [`  evidence was found for ${evidence.found} of ${evidence.passes} passes`]),
    ...positionLines(record),
    ...(wavering.length === 0 ? [] : [`wavering      ${wavering.map(harmless).join(', ')}`]),
    ...(ungraded.length === 0 ? [] : [`${ungraded.length} of the trials could not be graded every time`]),
  ].join('\n');
}

function agentText({ agent_sd, judge_share }: JudgeCalibration): string {
  if (agent_sd === null) return 'what the agent adds takes two trials of an eval: run `skillratchet calibrate` first';
  const share = judge_share === null ? '' : `, so ${Math.round(100 * judge_share)} % of the variance is the judge’s`;
  return `the agent itself ± ${points(agent_sd)}${share}`;
}

function positionLines({ position: { earlier, later, p_value } }: JudgeCalibration): readonly string[] {
  if (p_value >= POSITION_ALPHA) return [];
  const [where, count] = earlier > later ? ['early', earlier] : ['late', later];
  const rest = `${count} of ${earlier + later} wavering verdicts, p = ${p_value.toPrecision(2)}`;
  return [`warning: the judge passes more easily what stands ${where} in its question (${rest}); use --judge-votes 3`];
}
