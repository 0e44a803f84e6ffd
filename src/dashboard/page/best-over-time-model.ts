import type { RunView } from '../../core/run-view.ts';
import { MEASURES, type Measure } from './measures.ts';
import { linearScale, type Scale } from './scale.ts';

/** By what the climb is followed: the clock, or what it had taken by then. */
export type Along = 'clock' | Measure;

/** The best score once an iteration was decided. */
export interface BestPoint {
  readonly iteration: number;
  readonly kept: boolean;
  /** Milliseconds, tokens or US dollars since the start. */
  readonly at: number;
  readonly best: number;
}

/** What is known of every decided iteration, so that the climb can be followed by it. */
export function waysAlong(view: RunView): readonly Along[] {
  const decided = view.iterations.filter(({ row }) => row !== null);
  const spent = MEASURES.filter((measure) => decided.every(({ spend }) => (spend?.[measure] ?? null) !== null));
  return (['clock', ...spent] as const).filter((along) => bestAlong(view, along).some(({ at }) => at > 0));
}

/** The climb in the order of its decisions; `at` never falls, whatever became of the clock. */
export function bestAlong({ iterations, run }: RunView, along: Along): readonly BestPoint[] {
  const points: BestPoint[] = [];
  const first = iterations.find(({ row }) => row !== null)?.row?.timestamp ?? '';
  const start = Date.parse(run?.created_at ?? first);
  let spent = 0;
  for (const { number, row, spend } of iterations) {
    if (along !== 'clock') spent += spend?.[along] ?? 0;
    if (row === null || row.best_score === null) continue;
    const at = along === 'clock' ? Date.parse(row.timestamp) - start : spent;
    if (!Number.isFinite(at)) continue;
    const kept = row.action === 'kept';
    points.push({ iteration: number, kept, at: Math.max(at, points.at(-1)?.at ?? 0), best: row.best_score });
  }
  return points;
}

/** The points at which something was kept, with the first and the last. */
export function milestones(points: readonly BestPoint[]): readonly BestPoint[] {
  return points.filter(({ kept }, index) => kept || index === 0 || index === points.length - 1);
}

export interface OverTimeModel {
  readonly plot: { readonly left: number; readonly right: number; readonly bottom: number };
  readonly x: Scale;
  readonly y: Scale;
  readonly line: string;
  readonly marks: readonly (BestPoint & { readonly x: number; readonly y: number })[];
}

/** The chart in pixels. */
export function overTimeModel(points: readonly BestPoint[], width: number, height: number): OverTimeModel {
  const plot = { left: 40, right: width - 14, bottom: height - 26 };
  const most = Math.max(1e-6, ...points.map(({ at }) => at));
  const x = linearScale({ values: [0, most], range: [plot.left, plot.right], bounds: [0, most], ticks: 3 });
  const bests = points.length === 0 ? [0, 1] : points.map(({ best }) => best);
  const y = linearScale({ values: bests, range: [plot.bottom - 6, 14], bounds: [0, 1], ticks: 4 });
  const placed = points.map((point) => ({ ...point, x: x(point.at), y: y(point.best) }));
  return {
    ...{ plot, x, y },
    line: placed.map((one, index) => (index === 0 ? `M${one.x} ${one.y}` : `H${one.x}V${one.y}`)).join(''),
    marks: placed.filter(({ kept }, index) => kept || index === 0),
  };
}
