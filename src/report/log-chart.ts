import type { Level } from '../core/levels.ts';
import type { LogEntry } from './log-table.ts';
import type { Paint, Style } from './paint.ts';
import { type Piece, paintLine } from './painted-line.ts';
import { harmless } from './text.ts';

/** Lines of the plot, without its legend. */
const HEIGHT = 9;
/** Cells for the score beside a line: "0.85 ┤". */
const AXIS = 6;
/** Cells of an iteration at most. */
const ROOMY = 6;

export interface ChartStyle {
  /** Cells; endless where no terminal bounds them. */
  readonly columns: number;
  readonly paint: Paint;
  /** What was measured beside the climb. */
  readonly levels: readonly Level[];
}

/** What one column of the plot shows: an iteration, or the most telling of several where there are more than columns. */
interface Column {
  readonly action: LogEntry['row']['action'];
  /** The first and the last iteration that it stands for. */
  readonly from: number;
  readonly to: number;
  /** 0–1; null where the candidate has no score. */
  readonly score: number | null;
  /** Whether a candidate without a score was tried on some of the evals. */
  readonly partly: boolean;
  readonly best: number;
  /** The interval of 95 % of the incumbent, where there is one. */
  readonly band: { readonly low: number; readonly high: number } | null;
}

/**
 * The climb as a plot of block characters: the score of each iteration, the best one as a line with its band, levels as
 * dotted lines, and what has no score in a lane of its own above the numbers of iterations. Empty for fewer than two iterations.
 */
export function renderLogChart(entries: readonly LogEntry[], style: ChartStyle): string {
  if (entries.length < 2) return '';
  const room = Math.min(style.columns, 200) - AXIS;
  const columns = condensed(columnsOf(entries), Math.max(1, room));
  const width = Math.max(1, Math.min(ROOMY, Math.floor(room / columns.length)));
  const scale = scaleOf(columns, style.levels);
  const dotted = new Set(style.levels.map(({ value }) => lineOf(value, scale)));
  const lines = Array.from({ length: HEIGHT }, (_, line) => {
    const pieces = columns.map((column) => cellOf(column, { line, scale, width, isLevel: dotted.has(line) }));
    return paintLine([{ text: axisText(line, scale), style: 'dim' }, ...pieces], style);
  });
  const lane = columns.map((column): Piece => ({ text: laneMark(column).padEnd(width), style: 'yellow' }));
  const unmeasured = columns.some(({ score }) => score === null);
  return [
    ...lines,
    ...(unmeasured ? [paintLine([{ text: ' '.repeat(AXIS), style: null }, ...lane], style)] : []),
    paintLine([{ text: ' '.repeat(AXIS) + numbersText(columns, width), style: 'dim' }], style),
    ...legendLines(legend(columns), style),
    ...levelLines(style),
  ].join('\n');
}

function columnsOf(entries: readonly LogEntry[]): readonly Column[] {
  let band: Column['band'] = null;
  return entries.map(({ row, counted }) => {
    const own = counted?.low == null || counted.high == null ? null : { low: counted.low, high: counted.high };
    if (row.action !== 'reverted') band = own;
    const score = row.score === '' ? null : Number(row.score);
    const partly = score === null && (counted?.evals_seen ?? 0) > 0;
    const { action, iteration } = row;
    return { action, from: iteration, to: iteration, score, partly, best: Number(row.best_score), band };
  });
}

function laneMark({ score, partly }: Column): string {
  if (score !== null) return ' ';
  return partly ? '÷' : '×';
}

/** Cells between two numbers of iterations at least. */
const APART = 8;

/** Numbers of iterations at round distances, each below the column that stands for it. */
function numbersText(columns: readonly Column[], width: number): string {
  const [first, last] = [columns[0], columns.at(-1)];
  const each = (columns.length * width) / ((last?.to ?? 0) - (first?.from ?? 0) + 1);
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((one) => one * each >= APART) ?? 1000;
  let text = '';
  columns.forEach(({ from, to }, place) => {
    const round = Math.ceil(from / step) * step;
    if (round <= to && text.length <= place * width) text = text.padEnd(place * width) + round;
  });
  return text;
}

/** At most `most` columns; of those that share one the kept one is shown, else the highest score. */
function condensed(columns: readonly Column[], most: number): readonly Column[] {
  const share = Math.ceil(columns.length / most);
  if (share <= 1) return columns;
  return Array.from({ length: Math.ceil(columns.length / share) }, (_, place) => {
    const part = columns.slice(place * share, (place + 1) * share);
    const ranked = [...part].sort((a, b) => rank(b) - rank(a));
    const [first, last] = [ranked[0], part.at(-1)];
    if (first === undefined || last === undefined) throw new Error('a column of the chart stands for nothing');
    return { ...first, from: part[0]?.from ?? first.from, to: last.to, best: last.best, band: last.band };
  });
}

function rank({ action, score }: Column): number {
  return (action === 'reverted' ? 0 : 2) + (score ?? -1);
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Whole tenths around everything that is shown. */
function scaleOf(columns: readonly Column[], levels: readonly Level[]): Scale {
  const values = columns.flatMap(({ score, best, band }) => [
    score ?? best,
    best,
    ...(band ? [band.low, band.high] : []),
  ]);
  values.push(...levels.map(({ value }) => value));
  const low = Math.max(0, Math.floor(10 * Math.min(...values)) / 10);
  const high = Math.min(1, Math.ceil(10 * Math.max(...values)) / 10);
  return low < high ? { low, high } : { low: Math.max(0, low - 0.1), high: Math.min(1, high + 0.1) };
}

/** The line, from 0 at the top, on which a score stands. */
function lineOf(score: number, { low, high }: Scale): number {
  return Math.round(((high - score) / (high - low)) * (HEIGHT - 1));
}

function axisText(line: number, { low, high }: Scale): string {
  const value = high - ((high - low) * line) / (HEIGHT - 1);
  return line % 2 === 0 ? `${value.toFixed(2)} ┤` : '     │';
}

const MARKS: Readonly<Record<Column['action'], { readonly text: string; readonly style: Style }>> = {
  baseline: { text: '◆', style: 'cyan' },
  kept: { text: '●', style: 'green' },
  reverted: { text: '○', style: 'dim' },
};

interface Place {
  readonly line: number;
  readonly scale: Scale;
  readonly width: number;
  /** Whether a level lies on the line. */
  readonly isLevel: boolean;
}

function cellOf({ action, score, best, band }: Column, { line, scale, width, isLevel }: Place): Piece {
  const isBest = lineOf(best, scale) === line;
  if (score !== null && lineOf(score, scale) === line) {
    const { text, style } = MARKS[action];
    return { text: text + (isBest ? '─' : ' ').repeat(width - 1), style };
  }
  if (isBest) return { text: '─'.repeat(width), style: 'green' };
  if (isLevel) return { text: '┄'.repeat(width), style: 'cyan' };
  const inBand = band !== null && line >= lineOf(band.high, scale) && line <= lineOf(band.low, scale);
  return { text: (inBand ? '░' : ' ').repeat(width), style: 'dim' };
}

function legend(columns: readonly Column[]): readonly Piece[] {
  const has = (action: Column['action']) => columns.some((column) => column.action === action && column.score !== null);
  const parts: readonly (Piece | null)[] = [
    has('baseline') ? { text: '◆ baseline', style: 'cyan' } : null,
    has('kept') ? { text: '● kept', style: 'green' } : null,
    has('reverted') ? { text: '○ reverted', style: 'dim' } : null,
    columns.some(({ partly }) => partly) ? { text: '÷ partly measured', style: 'yellow' } : null,
    columns.some(({ score, partly }) => score === null && !partly) ? { text: '× not measured', style: 'yellow' } : null,
    { text: '─ best', style: 'green' },
    columns.some(({ band }) => band !== null) ? { text: '░ 95 %', style: 'dim' } : null,
  ];
  return parts.filter((part) => part !== null);
}

/** As many beside each other as fit. */
function legendLines(parts: readonly Piece[], style: ChartStyle): readonly string[] {
  const lines: Piece[][] = [];
  let room = 0;
  for (const part of parts) {
    const cells = part.text.length + 2;
    const line = lines.at(-1);
    if (line === undefined || cells > room) {
      lines.push([{ text: ' '.repeat(AXIS), style: null }, part]);
      room = style.columns - AXIS - part.text.length;
    } else {
      line.push({ text: '  ', style: null }, part);
      room -= cells;
    }
  }
  return lines.map((line) => paintLine(line, style));
}

/** Each on a line of its own, as names and scores of three do not fit beside each other. */
function levelLines(style: ChartStyle): readonly string[] {
  return style.levels.map(({ name, value }) => {
    const text = `┄ ${harmless(name)} ${value.toFixed(2)}`;
    return paintLine(
      [
        { text: ' '.repeat(AXIS), style: null },
        { text, style: 'cyan' },
      ],
      style,
    );
  });
}
