import { type Level, levelsOf } from '../../core/levels.ts';
import type { RunView, ViewedIteration } from '../../core/run-view.ts';
import { element, INK, label, picture } from './svg.ts';

const SIZE = { width: 720, height: 300 };
const FRAME = { left: 48, right: 16, top: 28, bottom: 62 };
/** Where marks of iterations without a score lie. */
const LANE = SIZE.height - 40;

/**
 * The climb: scores as dots, kept ones full and reverted ones crossed, the best score as a line, under rule `race` the
 * 95 % interval of each estimate as a band, iterations without a score in a lane of their own, and what was measured
 * beside the climb as dashed lines.
 */
export function progressPlot(view: Pick<RunView, 'iterations' | 'certificates' | 'arms'>): string {
  const decided = view.iterations.filter(({ row }) => row !== null);
  const levels = levelsOf(view);
  const scale = scaleOf(decided, levels);
  return picture(SIZE, `Scores of ${decided.length} iterations`, [
    ...grid(scale),
    ...band(decided, scale),
    bestLine(decided, scale),
    ...levelLines(levels, scale),
    ...decided.map((one, place) => mark(one, scale, place)),
    ...legend(),
  ]);
}

interface Scale {
  x(place: number): number;
  y(score: number): number;
  readonly low: number;
  readonly high: number;
  /** Iterations, and every how many of them has its number written. */
  readonly numbers: readonly number[];
  readonly every: number;
}

function scaleOf(decided: readonly ViewedIteration[], levels: readonly Level[]): Scale {
  const scores = decided.flatMap(({ row, counted }) => [row?.score, row?.best_score, counted?.low, counted?.high]);
  const known = [...scores.flatMap((score) => score ?? []), ...levels.map(({ value }) => value)];
  const low = Math.max(0, Math.floor(10 * Math.min(1, ...known) - 0.5) / 10);
  const high = Math.min(1, Math.max(low + 0.1, Math.ceil(10 * Math.max(0, ...known) + 0.5) / 10));
  const [width, height] = [SIZE.width - FRAME.left - FRAME.right, SIZE.height - FRAME.top - FRAME.bottom];
  const steps = Math.max(1, decided.length - 1);
  return {
    x: (place) => FRAME.left + 12 + ((width - 24) * place) / steps,
    y: (score) => FRAME.top + height * (1 - (score - low) / (high - low)),
    low,
    high,
    numbers: decided.map(({ number }) => number),
    every: Math.max(1, Math.ceil(decided.length / 24)),
  };
}

function grid({ x, y, low, high, numbers, every }: Scale): readonly string[] {
  const right = SIZE.width - FRAME.right;
  const steps = Math.round((high - low) * 10);
  const each = steps > 5 ? 2 : 1;
  const levels = Array.from({ length: Math.floor(steps / each) + 1 }, (_, step) => low + (step * each) / 10);
  const lines = levels.flatMap((level) => [
    element('line', { x1: FRAME.left, x2: right, y1: y(level), y2: y(level), stroke: INK.grid }),
    label(level.toFixed(1), { x: FRAME.left - 8, y: y(level) + 4, 'text-anchor': 'end', fill: INK.faint }),
  ]);
  const below = numbers.flatMap((number, place) =>
    place % every === 0
      ? [label(String(number), { x: x(place), y: SIZE.height - 14, 'text-anchor': 'middle', fill: INK.faint })]
      : [],
  );
  const lane = label('none', { x: FRAME.left - 8, y: LANE + 4, 'text-anchor': 'end', fill: INK.faint });
  return [...lines, ...below, lane];
}

/** What is believed of each version that was tried, where rule `race` says so. */
function band(decided: readonly ViewedIteration[], { x, y }: Scale): readonly string[] {
  return decided.flatMap(({ counted }, place) => {
    const { low, high, estimate } = counted ?? { low: null, high: null, estimate: null };
    if (low === null || high === null || estimate === null) return [];
    const [top, bottom] = [y(Math.min(1, high)), y(Math.max(0, low))];
    const bar = { x: x(place) - 5, width: 10, y: top, height: Math.max(1, bottom - top), fill: INK.band };
    const middle = { x1: x(place) - 5, x2: x(place) + 5, y1: y(estimate), y2: y(estimate), stroke: INK.line };
    return [element('rect', bar), element('line', middle)];
  });
}

function bestLine(decided: readonly ViewedIteration[], { x, y }: Scale): string {
  const points = decided.flatMap(({ row }, place) => {
    const best = row?.best_score ?? null;
    return best === null ? [] : [{ x: x(place), y: y(best) }];
  });
  const steps = points.flatMap((point, index) => {
    const before = points[index - 1];
    return before === undefined ? [point] : [{ x: point.x, y: before.y }, point];
  });
  const path = steps.map((point) => `${point.x.toFixed(2)},${point.y.toFixed(2)}`).join(' ');
  return element('polyline', { points: path, fill: 'none', stroke: INK.line, 'stroke-width': 1.5 });
}

/** Pixels between the names of two levels at least. */
const APART = 13;

/** Names stand at the right above their lines, from the highest down, and never on each other. */
function levelLines(levels: readonly Level[], { y }: Scale): readonly string[] {
  const right = SIZE.width - FRAME.right;
  let last = Number.NEGATIVE_INFINITY;
  return [...levels]
    .sort((a, b) => b.value - a.value)
    .flatMap(({ name, value }) => {
      const line = {
        x1: FRAME.left,
        x2: right,
        y1: y(value),
        y2: y(value),
        stroke: INK.faint,
        'stroke-dasharray': '5 4',
      };
      last = Math.max(y(value) - 4, last + APART);
      return [element('line', line), label(`${name} ${value.toFixed(2)}`, { x: right, y: last, 'text-anchor': 'end' })];
    });
}

function mark({ row }: ViewedIteration, { x, y }: Scale, place: number): string {
  const score = row?.score ?? null;
  const at = { x: x(place), y: score === null ? LANE : y(score) };
  return row?.action === 'reverted' ? cross(at) : dot(at);
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function dot({ x, y }: Point): string {
  return element('circle', { cx: x, cy: y, r: 4.5, fill: INK.kept });
}

function cross({ x, y }: Point): string {
  const d = `M${x - 4},${y - 4}L${x + 4},${y + 4}M${x - 4},${y + 4}L${x + 4},${y - 4}`;
  return element('path', { d, stroke: INK.reverted, 'stroke-width': 2, fill: 'none' });
}

function legend(): readonly string[] {
  const text = (words: string, x: number) => label(words, { x, y: 16 });
  const line = { x1: 240, x2: 260, y1: 12, y2: 12, stroke: INK.line, 'stroke-width': 1.5 };
  return [
    ...[dot({ x: 54, y: 12 }), text('kept', 64)],
    ...[cross({ x: 124, y: 12 }), text('reverted', 134)],
    ...[element('line', line), text('best score', 266)],
    ...[element('rect', { x: 352, y: 6, width: 10, height: 12, fill: INK.band }), text('95 % of the estimate', 368)],
  ];
}
