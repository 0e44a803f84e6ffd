import { executorsOf } from '../core/reproduction.ts';
import type { ViewedReproduction } from '../core/run-view.ts';
import type { ReproductionRecord, ReproductionVerdict } from '../core/schema/reproduction.ts';
import { harmless, pad } from './text.ts';

/** `reproduce` for people: each score as it is recorded and as it came out now, and what else is not as it was. */
export function renderReproduction(record: ReproductionRecord): string {
  const { number, iteration, trials, evals, unmeasured } = record;
  const width = Math.max('score'.length, ...evals.map((one) => harmless(one.eval_id).length)) + 2;
  const count = trials.length === 1 ? 'one trial' : `${trials.length} trials`;
  return [
    `Iteration ${iteration} again: ${count} by ${harmless(executorsOf(record))}`,
    `  ${pad('eval', width)}recorded     now  difference`,
    ...evals.map((one) => `  ${pad(harmless(one.eval_id), width)}${cells(one, differenceOf(one))}`),
    `  ${pad('score', width)}${cells(record, record.difference)}`,
    conclusion(record),
    ...differing(record),
    ...(unmeasured.length === 0 ? [] : [`Not measured: ${unmeasured.map(missing).join(', ')}`]),
    `Kept in passes/reproduce-${number}; no iteration and no row changed.`,
  ].join('\n');
}

/** What is told of it in a line: "2025-01-15T10:30:00+00:00 by claude: 0.70, and 0.75 then. It came out within …" */
export function reproducedText(one: ViewedReproduction): string {
  const told = (value: number | null) => (value === null ? 'no score' : share(value));
  return `${one.started_at} by ${one.executor}: ${told(one.score)}, and ${told(one.recorded)} then. ${conclusion(one)}`;
}

type Scored = Pick<ReproductionRecord, 'recorded' | 'score' | 'noise' | 'verdict'>;

function differenceOf({ recorded, score }: Scored): number | null {
  return recorded === null || score === null ? null : score - recorded;
}

function cells({ recorded, score, noise, verdict }: Scored, difference: number | null): string {
  const told = [WORDS[verdict ?? 'unknown'], ...(verdict === 'same' || noise === null ? [] : [`± ${share(noise)}`])];
  const gap = difference === null ? '' : `${difference < 0 ? '−' : '+'}${share(Math.abs(difference))}`;
  return `${share(recorded).padStart(8)}${share(score).padStart(8)}  ${[...(verdict === 'same' ? [] : [gap]), ...told].join('  ').trim()}`;
}

const WORDS: Readonly<Record<(ReproductionVerdict & string) | 'unknown', string>> = {
  same: 'same',
  within_noise: 'within noise',
  beyond_noise: 'differs beyond noise',
  unknown: 'not known',
};

/** Whether it came out again, in a sentence. */
export function conclusion({
  verdict,
  recorded,
  score,
}: Pick<ReproductionRecord, 'verdict' | 'recorded' | 'score'>): string {
  if (score === null) return 'Too little was measured this time to say what comes out.';
  if (recorded === null)
    return 'No score is recorded: its pass was never complete. Its trials are compared one by one.';
  switch (verdict) {
    case 'same':
      return 'It came out again, to the last digit.';
    case 'within_noise':
      return 'It came out within the noise of such a measurement.';
    default:
      return 'It differs by more than the noise of such a measurement: 5 in 100 do by chance.';
  }
}

function differing({ differs }: ReproductionRecord): readonly string[] {
  if (differs.length === 0) return ['Agents, machine, program and prompts are as they are recorded.'];
  const width = Math.max(...differs.map(({ what }) => harmless(what).length)) + 2;
  return [
    'Not as it is recorded:',
    ...differs.map(
      ({ what, recorded, now }) => `  ${pad(harmless(what), width)}${shown(what, recorded)} → ${shown(what, now)}`,
    ),
  ];
}

/** Content addresses need no more than their beginning. */
function shown(what: string, value: string | null): string {
  if (value === null) return 'not known';
  return harmless(/^(task|grading) of eval /.test(what) ? value.slice(0, 12) : value);
}

function share(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}

function missing({ eval_id, trial, outcome }: ReproductionRecord['unmeasured'][number]): string {
  return `${harmless(eval_id)} trial ${trial} (${outcome})`;
}
