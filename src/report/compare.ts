import { metricsIn } from '../core/metric-names.ts';
import { renderDiffStat } from './diff.ts';
import { type FactStyle, factLines } from './fact-lines.ts';
import type { FileDiff } from './file-diff.ts';
import { harmless, pad } from './text.ts';

/** Two iterations beside each other, of one workspace or of two. */
export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** Whether both were measured with the same evals; scores of different evals say nothing about each other. */
  readonly comparable: boolean;
  readonly metric_diff: Readonly<Record<string, MetricDelta>>;
  /** By JSON pointer; null where a side has no such value. */
  readonly config_diff: readonly { readonly path: string; readonly old: unknown; readonly new: unknown }[];
  /** How the skills differ, their evals left aside; null where a side's tree is not there. */
  readonly files: readonly FileDiff[] | null;
  /** Expectations by `evalId#number`; null when the two are not comparable. */
  readonly flips: { readonly fixed: readonly string[]; readonly broken: readonly string[] } | null;
}

/** `delta` is b - a, null where a side lacks the metric. */
export interface MetricDelta {
  readonly a: number | null;
  readonly b: number | null;
  readonly delta: number | null;
}

/** The numbers in two records of metrics, by their names with dots. */
export function metricDeltas(a: unknown, b: unknown): Comparison['metric_diff'] {
  const [old, now] = [metricsIn(a), metricsIn(b)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const deltas = names.map((name) => [name, deltaOf(old.get(name) ?? null, now.get(name) ?? null)] as const);
  return Object.fromEntries(deltas);
}

/** Rounded where doubles begin to err, so that 0.85 - 0.78 is 0.07. */
function deltaOf(a: number | null, b: number | null): MetricDelta {
  return { a, b, delta: a === null || b === null ? null : Number((b - a).toFixed(12)) };
}

/** `compare A B` for people: what differs, and the score in any case. */
export function renderComparison(comparison: Comparison, style: FactStyle): string {
  const { paint } = style;
  const { a, b, comparable, metric_diff, config_diff, files, flips } = comparison;
  const metrics = Object.entries(metric_diff).filter(([name, { a, b }]) => name === 'score' || a !== b);
  const width = Math.max(6, ...metrics.map(([name]) => harmless(name).length)) + 2;
  return [
    paint('bold', `${harmless(a)} → ${harmless(b)}`),
    ...(comparable ? [] : [paint('yellow', 'not comparable: they were not measured with the same evals')]),
    ...metrics.map(([name, delta]) => `  ${pad(harmless(name), width)}${deltaText(delta)}`),
    ...config_diff.map((one) => `  config ${harmless(one.path)}: ${shown(one.old)} → ${shown(one.new)}`),
    ...(files === null || files.length === 0 ? [] : renderDiffStat(files, { paint }).split('\n').map(indented)),
    ...(flips === null || flips.fixed.length === 0
      ? []
      : factLines([['fixed', flips.fixed.join(', '), 'green']], style)),
    ...(flips === null || flips.broken.length === 0
      ? []
      : factLines([['broken', flips.broken.join(', '), 'red']], style)),
  ].join('\n');
}

function indented(line: string): string {
  return `  ${line}`;
}

function deltaText({ a, b, delta }: MetricDelta): string {
  const change = delta === null ? '' : `  (${delta > 0 ? '+' : ''}${short(delta)})`;
  return `${short(a)} → ${short(b)}${change}`;
}

/** At most four places: JSON keeps them all. */
function short(value: number | null): string {
  return value === null ? '–' : String(Number(value.toFixed(4)));
}

function shown(value: unknown): string {
  return harmless(JSON.stringify(value));
}
