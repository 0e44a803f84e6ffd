import { csvOf } from './csv.ts';
import { metricsIn } from './metric-names.ts';
import type { Decision } from './schema/decision.ts';
import type { Row } from './schema/row.ts';

/** A decided iteration with its record of metrics; null where there is none. */
export interface LeaderboardEntry {
  readonly decision: Pick<Decision, 'decision'> & { readonly row: Pick<Row, 'timestamp'> };
  readonly metrics: unknown;
}

/** `leaderboard.csv`: a row an iteration, with every metric that any of them has, by name. What is not known is empty. */
export function leaderboardCsv(runId: string, entries: readonly LeaderboardEntry[]): string {
  const measured = entries.map(({ decision, metrics }) => ({ decision, metrics: metricsIn(metrics) }));
  const names = [...new Set(measured.flatMap(({ metrics }) => [...metrics.keys()]))].sort();
  const rows = measured.map(({ decision: { row, decision }, metrics }) => [
    runId,
    row.timestamp,
    decision,
    ...names.map((name) => metrics.get(name) ?? null),
  ]);
  return csvOf(['run_id', 'timestamp', 'decision', ...names], rows);
}
