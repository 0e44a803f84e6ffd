import { UserError } from './errors.ts';
import { metricsIn } from './metric-names.ts';

export const DIRECTIONS = ['maximize', 'minimize'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** An iteration with its record of metrics. */
export interface Measured<Entry> {
  readonly entry: Entry;
  /** null where there is none. */
  readonly metrics: unknown;
}

export type Ranked<Entry> = Entry & {
  /** From 1; null where the metric is missing. */
  readonly rank: number | null;
  readonly value: number | null;
};

export interface Order {
  /** A metric by its name with dots, such as `score` or `usage.cost_usd`. */
  readonly by: string;
  readonly direction: Direction;
}

/**
 * The entries by a metric, the best first; equal ones share a rank and stay in their order. Those without the metric
 * come last in both directions. A UserError `usage` when no entry has a metric of that name.
 */
export function ranked<Entry>(
  measured: readonly Measured<Entry>[],
  { by, direction }: Order,
): readonly Ranked<Entry>[] {
  const named = measured.map(({ entry, metrics }) => ({ entry, metrics: metricsIn(metrics) }));
  if (measured.length > 0 && named.every(({ metrics }) => !metrics.has(by))) throw noMetric(by, named);
  const values = named.map(({ entry, metrics }) => ({ entry, value: metrics.get(by) ?? null }));
  const isBetter = (a: number, b: number) => (direction === 'maximize' ? a > b : a < b);
  const known = values.flatMap(({ value }) => value ?? []);
  const rankOf = (value: number) => 1 + known.filter((other) => isBetter(other, value)).length;
  const rows = values.map(({ entry, value }) => ({ ...entry, rank: value === null ? null : rankOf(value), value }));
  return rows.sort((a, b) => (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) || 0);
}

function noMetric(by: string, named: readonly { readonly metrics: ReadonlyMap<string, unknown> }[]): UserError {
  const names = [...new Set(named.flatMap(({ metrics }) => [...metrics.keys()]))].sort();
  return new UserError('usage', `No iteration has a metric ${JSON.stringify(by)}.`, {
    hint: `There are ${names.join(', ')}.`,
  });
}
