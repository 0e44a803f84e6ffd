import { csvOf } from './csv.ts';
import type { Outcome, TrialRecord } from './schema/trial.ts';

/** One trial, as far as it is known. */
export interface HistoricTrial {
  readonly evalId: string;
  readonly trial: number;
  /** null where another tool keeps none. */
  readonly record: Pick<TrialRecord, 'outcome' | 'usage' | 'duration_ms'> | null;
  /** null when it has no score. */
  readonly grading: { readonly expectations: readonly { readonly passed: boolean }[] } | null;
}

/** A trial in the history of an iteration's metrics; what is not known is null. Milliseconds, US dollars, rates 0–1. */
export interface HistoryRow {
  readonly eval_id: string;
  readonly trial: number;
  readonly outcome: Outcome | null;
  readonly passed: number | null;
  readonly total: number | null;
  readonly pass_rate: number | null;
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cost_usd: number | null;
  readonly duration_ms: number | null;
}

export function historyRow({ evalId, trial, record, grading }: HistoricTrial): HistoryRow {
  const items = grading?.expectations ?? null;
  const passed = items?.filter((item) => item.passed).length ?? null;
  return {
    eval_id: evalId,
    trial,
    outcome: grading === null ? (record?.outcome ?? null) : 'graded',
    passed,
    total: items?.length ?? null,
    pass_rate: items === null || passed === null ? null : passed / items.length,
    tokens_in: record?.usage.input_tokens ?? null,
    tokens_out: record?.usage.output_tokens ?? null,
    cost_usd: record?.usage.cost_usd ?? null,
    duration_ms: record?.duration_ms ?? null,
  };
}

const COLUMNS = [
  ...(['eval_id', 'trial', 'outcome', 'passed', 'total', 'pass_rate'] as const),
  ...(['tokens_in', 'tokens_out', 'cost_usd', 'duration_ms'] as const),
];

/** `metric_history.csv` of an iteration. */
export function historyCsv(trials: readonly HistoricTrial[]): string {
  const rows = trials.map(historyRow);
  return csvOf(
    COLUMNS,
    rows.map((row) => COLUMNS.map((column) => row[column])),
  );
}
