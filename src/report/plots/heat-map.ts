import { groupedBy } from '../../core/grouped.ts';
import type { RunView, ViewedIteration, ViewedTrial } from '../../core/run-view.ts';
import { cutTo } from '../text.ts';
import { element, INK, label, picture } from './svg.ts';

const WIDTH = 720;
const LEFT = 150;
const TOP = 30;
const ROW = 18;
/** Evals beyond these are told by a line below. */
const MOST_EVALS = 100;

/**
 * What each eval gave in each iteration: the darker, the more of its expectations pass, with the percentage where there
 * is room. A grey cell with a bar is an eval that was run and has no score; where nothing was run there is no cell.
 */
export function heatMap({ evals, iterations }: Pick<RunView, 'evals' | 'iterations'>): string {
  const tried = iterations.filter(({ trials }) => trials.length > 0);
  const ids = evals
    .map(({ id }) => id)
    .filter((id) => tried.some(({ trials }) => trials.some((one) => one.eval_id === id)));
  const shown = ids.slice(0, MOST_EVALS);
  const width = Math.min(44, (WIDTH - LEFT - 10) / Math.max(1, tried.length));
  const height = TOP + ROW * shown.length + (ids.length > shown.length ? 26 : 8);
  return picture({ width: WIDTH, height }, `Pass rates of ${ids.length} evals in ${tried.length} iterations`, [
    ...shown.map((id, row) => label(cutTo(id, 20), { x: LEFT - 8, y: TOP + ROW * row + 13, 'text-anchor': 'end' })),
    ...tried.flatMap((one, column) => columnOf(one, { ids: shown, x: LEFT + width * column, width })),
    ...(ids.length > shown.length
      ? [label(`and ${ids.length - shown.length} evals more`, { x: LEFT, y: height - 8 })]
      : []),
  ]);
}

interface Column {
  readonly ids: readonly string[];
  readonly x: number;
  readonly width: number;
}

function columnOf({ number, row, trials }: ViewedIteration, { ids, x, width }: Column): readonly string[] {
  const byEval = groupedBy(trials, ({ eval_id }) => eval_id);
  const isReverted = row?.action === 'reverted';
  const head = label(String(number), {
    ...{ x: x + width / 2, y: TOP - 8, 'text-anchor': 'middle' },
    ...{ fill: isReverted ? INK.reverted : INK.kept, 'font-size': Math.min(11, width - 1) },
  });
  const cells = ids.flatMap((id, place) => {
    const ofEval = byEval.get(id);
    return ofEval === undefined ? [] : cellOf(ofEval, { x, y: TOP + ROW * place, width });
  });
  return width < 6 && number % 10 > 0 ? cells : [head, ...cells];
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function cellOf(trials: readonly ViewedTrial[], { x, y, width }: Place): readonly string[] {
  const box = { x: x + 0.5, y: y + 0.5, width: width - 1, height: ROW - 1 };
  const rate = rateOf(trials);
  if (rate === null) {
    const bar = { x1: box.x + 2, x2: box.x + box.width - 2, y1: y + ROW - 4, y2: y + 4, stroke: INK.faint };
    return [element('rect', { ...box, fill: INK.none }), element('line', bar)];
  }
  const cell = element('rect', { ...box, fill: shade(rate), stroke: INK.grid, 'stroke-width': 0.5 });
  if (width < 24) return [cell];
  const text = { x: x + width / 2, y: y + 13, 'text-anchor': 'middle', 'font-size': 10 };
  return [cell, label(String(Math.floor(100 * rate)), { ...text, fill: rate > 0.5 ? INK.paper : INK.text })];
}

/** Mean over the trials with a score; null where there is none. */
function rateOf(trials: readonly ViewedTrial[]): number | null {
  const rates = trials.flatMap(({ passed, total }) => (passed === null || total === null ? [] : [passed / total]));
  return rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

/** From nearly white to a dark blue, on which white is read from 0.5 on. */
function shade(rate: number): string {
  const mix = (from: number, to: number) => Math.round(from + (to - from) * rate ** 0.8);
  return `rgb(${mix(245, 10)},${mix(247, 62)},${mix(250, 128)})`;
}
