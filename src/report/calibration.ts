import type { CalibrationRecord } from '../core/schema/calibration.ts';
import { harmless, pad, points } from './text.ts';

/** `calibrate` for people: all in points, each with what rule race expects before it has learned anything. */
export function renderCalibration(record: CalibrationRecord): string {
  const { version, passes, evals, pass } = record;
  return [
    `${version} against itself: ${passes} fresh passes of ${evals.length === 1 ? 'one eval' : `${evals.length} evals`}`,
    `  one pass has a noise of ± ${points(pass.noise)} points; ± ${points(pass.expected_noise)} are expected`,
    ...record.smallest_gain.map(gainLine),
    ...record.false_keeps.map(keepLine),
    ...evalLines(evals),
    ...named('flaky', record.flaky),
    ...named('always pass', record.always_pass),
    ...named('always fail', record.always_fail),
    ...named(
      'not measured',
      record.unmeasured.map(({ eval_id, trial, outcome }) => `${eval_id} trial ${trial} (${outcome})`),
    ),
  ].join('\n');
}

function gainLine({ passes, gain }: CalibrationRecord['smallest_gain'][number]): string {
  const many = passes === 1 ? 'one final pass' : `${passes} final passes`;
  return gain === null
    ? `  ${many} of one eval can show no gain: that takes two evals or more`
    : `  the smallest gain that ${many} can show is ${points(gain)} points`;
}

function keepLine({ rule, confidence, replays, rate }: CalibrationRecord['false_keeps'][number]): string {
  const name = confidence === null ? rule : `${rule} (${confidence})`;
  return `  rule ${name} would have kept an edit that does nothing in ${(100 * rate).toFixed(1)} % of ${replays} replays`;
}

function evalLines(evals: CalibrationRecord['evals']): readonly string[] {
  const width = Math.max(4, ...evals.map(({ eval_id }) => harmless(eval_id).length)) + 2;
  return [
    '',
    `  ${pad('eval', width)}   mean  one trial ±  expected ±`,
    ...evals.map(({ eval_id, mean, sd, expected_sd }) => {
      const [a, b, c] = [points(mean).padStart(7), points(sd).padStart(13), points(expected_sd).padStart(12)];
      return `  ${pad(harmless(eval_id), width)}${a}${b}${c}`;
    }),
    '',
  ];
}

function named(name: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`${name.padEnd(14)}${items.map(harmless).join(', ')}`];
}
