import { groupedBy } from '../../core/grouped.ts';
import type { Decision } from '../../core/schema/decision.ts';
import { sumUsage } from '../../core/schema/usage.ts';
import { sha256 } from '../../store/tree-hash.ts';
import type { RecordedTrial } from '../recorded-run.ts';

export interface JobParts {
  readonly name: string;
  readonly skill: string;
  /** null while the iteration is not decided. */
  readonly decision: Decision | null;
  readonly trials: readonly RecordedTrial[];
  /** Trials that were begun and have no outcome. */
  readonly pending: number;
}

/**
 * `result.json` of a job in Harbor's shape. Each trial stands once, in `reward_stats` with its pass rate or, when it was
 * not measured, in `exception_stats`: it never has a reward of 0 for that. Means are null where nothing was measured.
 */
export function jobResult({ name, skill, decision, trials, pending }: JobParts): Record<string, unknown> {
  const usage = sumUsage(trials.map(({ record }) => record.usage));
  const started = trials.map(({ record }) => record.started_at).sort();
  return {
    id: uuidOf(name),
    started_at: zulu(started[0] ?? null),
    finished_at: zulu(decision?.row.timestamp ?? null),
    n_total_trials: trials.length + pending,
    stats: {
      n_completed_trials: trials.length,
      n_errored_trials: trials.filter(({ grading }) => grading === null).length,
      n_running_trials: 0,
      n_pending_trials: pending,
      n_cancelled_trials: 0,
      n_retries: trials.reduce((sum, { record }) => sum + record.attempts - 1, 0),
      n_input_tokens: usage.input_tokens,
      n_output_tokens: usage.output_tokens,
      cost_usd: usage.cost_usd,
      evals: Object.fromEntries(
        [...groupedBy(trials, (trial) => evalsKey(trial, skill))].map(([key, some]) => [key, evalsStats(some)]),
      ),
    },
    /** Ours: the row of the iteration, which no reward tells; null while it is not decided. */
    row: decision?.row ?? null,
  };
}

/** The reward of a trial: its pass rate, 0–1; null when it was not measured. */
export function rewardOf({ grading }: Pick<RecordedTrial, 'grading'>): number | null {
  return grading?.summary.pass_rate ?? null;
}

/** Why a trial was not measured, as the name of an exception: `timeout`, `agent_error.crash`. */
export function exceptionOf({ record }: Pick<RecordedTrial, 'record'>): string {
  const kind = record.error?.kind ?? null;
  return kind === null ? String(record.outcome) : `${record.outcome}.${kind}`;
}

/** "1.0", "0.5": as Python writes a float. */
export function floatText(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** A UUID made of the sha256 of a text. */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** A time of ours as `2025-01-15T10:30:00.000Z`. */
export function zulu<Time extends string | null>(time: Time): Time | string {
  return time === null ? time : new Date(time).toISOString();
}

/** `agent__model__dataset`; the skill is the data set. */
function evalsKey({ record: { agent } }: RecordedTrial, skill: string): string {
  return [agent.name, ...(agent.model === null ? [] : [agent.model]), skill].join('__');
}

function evalsStats(trials: readonly RecordedTrial[]) {
  const graded = trials.filter(({ grading }) => grading !== null);
  const rewards = graded.flatMap((trial) => rewardOf(trial) ?? []);
  const mean = rewards.length === 0 ? null : rewards.reduce((a, b) => a + b, 0) / rewards.length;
  return {
    n_trials: trials.length,
    n_errors: trials.length - graded.length,
    metrics: [{ mean }],
    pass_at_k: rewards.length === 0 ? {} : { 1: rewards.filter((one) => one === 1).length / rewards.length },
    reward_stats: { reward: namesBy(graded, (trial) => floatText(rewardOf(trial) ?? Number.NaN)) },
    exception_stats: namesBy(
      trials.filter(({ grading }) => grading === null),
      exceptionOf,
    ),
  };
}

function namesBy(trials: readonly RecordedTrial[], key: (trial: RecordedTrial) => string) {
  return Object.fromEntries([...groupedBy(trials, key)].map(([name, some]) => [name, some.map((trial) => trial.name)]));
}
