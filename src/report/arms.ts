import type { ArmsRecord } from '../core/schema/arms.ts';
import { clockTime, harmless, money, pad, points } from './text.ts';

/** `eval --arms` for people: what each arm scores, uses and takes, then the paired differences. */
export function renderArms(record: ArmsRecord): string {
  const { trials, evals, scores, differences, unmeasured, number } = record;
  const each = trials === 1 ? 'one trial' : `${trials} trials`;
  const names = scores.map((one) => armName(record, one.arm));
  const width = Math.max(3, ...names.map((name) => name.length)) + 2;
  const reused = scores.reduce((sum, one) => sum + one.reused, 0);
  return [
    `${scores.length === 1 ? 'One arm' : `${scores.length} arms`}: ${each} of ${evals.length === 1 ? 'one eval' : `${evals.length} evals`} with each`,
    `  ${pad('arm', width)}score  95 % interval  tokens a trial  cost a trial  time a trial`,
    ...scores.map((one, index) => `  ${pad(names[index] ?? '', width)}${cells(one)}`),
    ...differences.map(differenceLine),
    ...(reused === 0
      ? []
      : [
          `  ${reused === 1 ? '1 trial without a skill was' : `${reused} trials without a skill were`} taken over from an earlier comparison: nothing in them changed`,
        ]),
    ...(unmeasured.length === 0 ? [] : [`  not measured: ${unmeasured.map(missing).join(', ')}`]),
    `Kept in passes/arms-${number}; no iteration and no row changed.`,
  ].join('\n');
}

/** "best (v3)" */
function armName({ arms }: ArmsRecord, name: string): string {
  const version = arms.find((one) => one.name === name)?.version ?? null;
  if (version === null) return 'no skill';
  return version === name ? name : `${name} (${version})`;
}

function cells({ score, interval, tokens, cost_usd, duration_ms }: ArmsRecord['scores'][number]): string {
  return [
    (score === null ? '-' : score.toFixed(2)).padStart(5),
    (interval === null ? '-' : `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`).padStart(15),
    (tokens === null ? 'unknown' : String(Math.round(tokens))).padStart(16),
    (cost_usd === null ? 'unknown' : money(cost_usd)).padStart(14),
    (duration_ms === null ? '-' : clockTime(duration_ms)).padStart(14),
  ].join('');
}

function differenceLine({ arm, against, gain, interval, pairs }: ArmsRecord['differences'][number]): string {
  const [a, b] = [harmless(arm), against === 'none' ? 'no skill' : harmless(against)];
  const over = pairs === 1 ? 'on one eval' : `over ${pairs} evals`;
  const band = interval === null ? 'no interval' : `95 % interval ${signed(interval.low)} to ${signed(interval.high)}`;
  return `  ${a === 'none' ? 'no skill' : a} against ${b}: ${signed(gain)} points, ${band}, paired ${over}`;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${points(Math.abs(share))}`;
}

function missing({ arm, eval_id, trial, outcome }: ArmsRecord['unmeasured'][number]): string {
  return `${harmless(arm)} ${harmless(eval_id)} trial ${trial} (${outcome})`;
}
