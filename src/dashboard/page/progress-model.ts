import { type Level as KnownLevel, levelsOf } from '../../core/levels.ts';
import type { RunView, ViewedIteration } from '../../core/run-view.ts';
import { type Fate, fateOf } from './fate.ts';
import { linearScale, type Scale } from './scale.ts';

export interface Mark {
  readonly iteration: ViewedIteration;
  readonly fate: Fate;
  readonly x: number;
  /** Of its raw score; null where it was not measured completely. */
  readonly y: number | null;
  /** What rule race believes of the candidate itself: ends and middle. */
  readonly believed: { readonly low: number; readonly mid: number; readonly high: number } | null;
}

/** A level that is held beside the climb. */
export interface Level extends KnownLevel {
  readonly y: number;
  /** Of the line that its name stands on. */
  readonly labelY: number;
}

/** The chart in pixels. */
export interface ProgressModel {
  readonly plot: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Middle of the lane of what was not measured; null where all was. */
  readonly lane: number | null;
  readonly y: Scale;
  /** Distance of two iterations. */
  readonly step: number;
  readonly marks: readonly Mark[];
  /** The best score after each iteration, as the outline of a path. */
  readonly line: string;
  readonly band: string;
  readonly levels: readonly Level[];
}

const HEIGHT = 264;
const LANE = 30;

export function progressModel(view: RunView, width: number): ProgressModel {
  const { iterations } = view;
  const levels = levelsOf(view);
  const hasLane = iterations.some((one) => one.row !== null && one.row.score === null);
  const plot = { left: 40, right: width - 12, top: 14, bottom: HEIGHT - (hasLane ? LANE : 0) };
  const values = [...levels.map(({ value }) => value), ...iterations.flatMap(valuesOf)];
  const y = linearScale({
    values: values.length === 0 ? [0, 1] : values,
    range: [plot.bottom - 6, plot.top],
    bounds: [0, 1],
    ticks: 5,
  });
  const step = (plot.right - plot.left - 24) / Math.max(1, iterations.length - 1);
  const marks = iterations.map((iteration, index) => markOf(iteration, plot.left + 12 + index * step, y));
  const climb = climbOf(marks, y);
  return {
    plot,
    lane: hasLane ? HEIGHT - LANE / 2 + 4 : null,
    y,
    step,
    marks,
    line: climb.map(({ x, best }, index) => (index === 0 ? `M${x} ${best}` : `H${x}V${best}`)).join(''),
    band: bandOf(climb),
    levels: placedLevels(levels, { y, plot }),
  };
}

function valuesOf({ row, counted }: ViewedIteration): readonly number[] {
  return [row?.score, row?.best_score, counted?.low, counted?.high].filter((value) => typeof value === 'number');
}

function markOf(iteration: ViewedIteration, x: number, y: Scale): Mark {
  const { row, counted } = iteration;
  const [low, mid, high] = [counted?.low ?? null, counted?.estimate ?? null, counted?.high ?? null];
  const score = row?.score ?? null;
  return {
    iteration,
    fate: fateOf(iteration),
    x: Math.round(10 * x) / 10,
    y: score === null ? null : y(score),
    believed: low === null || mid === null || high === null ? null : { low: y(low), mid: y(mid), high: y(high) },
  };
}

interface ClimbPoint {
  readonly x: number;
  readonly best: number;
  /** Pixels above and below; null where no band is known. */
  readonly half: number | null;
}

/** The best score after each decided iteration, with the band of the version that has it. */
function climbOf(marks: readonly Mark[], y: Scale): readonly ClimbPoint[] {
  const points: ClimbPoint[] = [];
  let half: number | null = null;
  for (const { iteration, believed, fate, x } of marks) {
    if (fate !== 'reverted' && believed !== null) half = (believed.low - believed.high) / 2;
    const best = iteration.row?.best_score ?? null;
    if (best !== null) points.push({ x, best: y(best), half });
  }
  return points;
}

function bandOf(climb: readonly ClimbPoint[]): string {
  const known = climb.flatMap(({ x, best, half }) =>
    half === null ? [] : [{ x, top: best - half, bottom: best + half }],
  );
  const [first] = known;
  if (first === undefined) return '';
  const there = known.map(({ x, top }, index) => (index === 0 ? `M${x} ${top}` : `H${x}V${top}`));
  // Back along the lower edge: each step was reached by going along and then up or down, so that comes first now.
  const edge = known
    .toReversed()
    .slice(1)
    .map(({ x, bottom }) => `V${bottom}H${x}`);
  return `${there.join('')}V${known.at(-1)?.bottom}${edge.join('')}Z`;
}

/** Pixels between the names of two levels at least. */
const APART = 15;

/** Levels with their places; names that would cover each other move apart, the highest one upwards first. */
function placedLevels(levels: readonly KnownLevel[], { y, plot }: Pick<ProgressModel, 'y' | 'plot'>): readonly Level[] {
  const placed: Level[] = [];
  for (const level of levels.toSorted((a, b) => b.value - a.value)) {
    const place = y(level.value);
    const free = Math.max(plot.top + 8, place - 5, (placed.at(-1)?.labelY ?? -APART) + APART);
    placed.push({ ...level, y: place, labelY: free });
  }
  return placed;
}
