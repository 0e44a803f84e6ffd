import stringWidth from 'string-width';
import type { Paint } from './paint.ts';
import { type Piece, paintLine } from './painted-line.ts';
import type { EvalMark, Progress } from './progress.ts';
import { clockTime, cutTo, harmless, money } from './text.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const MOST_EVAL_LINES = 4;

export interface LiveFrame {
  readonly now: number;
  readonly columns: number;
  readonly paint: Paint;
}

/** The live block of a run: at most 8 lines, each within the terminal's width. */
export function renderLive(progress: Progress, frame: LiveFrame): string {
  const time = clockTime(frame.now - progress.startedAt);
  const spend = `${time} · ${progress.calls} calls · ${money(progress.cost)}`;
  const step = progress.iteration === 0 ? 'baseline' : `iteration ${progress.iteration}`;
  const doing = progress.improving
    ? 'the improver edits the candidate'
    : harmless(progress.changelog ?? 'measuring v0');
  const best = progress.bestScore === null ? 'no score yet' : `${progress.incumbent ?? 'v0'} at ${progress.bestScore}`;
  const head: readonly Piece[] = [
    { text: cutTo(harmless(progress.skill), 30), style: 'bold' },
    { text: '  ', style: null },
    { text: step, style: 'cyan' },
    { text: `  best ${best}  `, style: null },
    { text: spend, style: 'dim' },
  ];
  return [paintLine(head, frame), cutTo(`  ${doing}`, frame.columns), ...evalLines(progress, frame)].join('\n');
}

function evalLines(progress: Progress, frame: LiveFrame): string[] {
  const spinner = SPINNER[Math.floor(frame.now / 100) % SPINNER.length] ?? '';
  const cells = [...progress.evals].map(([id, mark]) => evalCell(cutTo(harmless(id), 16), mark, spinner));
  return fittingLines(cells, frame.columns).map((line) => paintLine(line, frame));
}

/** As many cells as have room, and how many have none. */
function fittingLines(cells: readonly Piece[], columns: number): Piece[][] {
  const all = wrapCells(cells, columns);
  if (all.length <= MOST_EVAL_LINES) return all;
  // Each cell has a blank before it.
  const room = all.slice(0, MOST_EVAL_LINES).flat().length / 2;
  for (let shown = room; ; shown -= 1) {
    const more: Piece = { text: `… and ${cells.length - shown} more`, style: 'dim' };
    const lines = wrapCells([...cells.slice(0, shown), more], columns);
    if (lines.length <= MOST_EVAL_LINES) return lines;
  }
}

function evalCell(name: string, mark: EvalMark, spinner: string): Piece {
  switch (mark.type) {
    case 'waiting':
      return { text: `· ${name}`, style: 'dim' };
    case 'running':
      return {
        text: `${spinner} ${name} ${mark.role === 'judge' ? 'judge' : harmless(mark.what)}`.trimEnd(),
        style: 'cyan',
      };
    case 'graded': {
      const whole = mark.passed === mark.total;
      return { text: `${whole ? '✓' : '◐'} ${name} ${mark.passed}/${mark.total}`, style: whole ? 'green' : 'yellow' };
    }
    case 'ended':
      return { text: `○ ${name}`, style: 'dim' };
    case 'unmeasured':
      return { text: `✗ ${name} ${mark.outcome}`, style: 'red' };
  }
}

/** Lines of cells with blanks between them, begun anew where the next cell does not fit. */
function wrapCells(cells: readonly Piece[], columns: number): Piece[][] {
  const lines: Piece[][] = [];
  let used = 0;
  for (const cell of cells) {
    const [line, width] = [lines.at(-1), stringWidth(cell.text)];
    if (line === undefined || used + 3 + width > columns) {
      lines.push([{ text: '  ', style: null }, cell]);
      used = 2 + width;
    } else {
      line.push({ text: '   ', style: null }, cell);
      used += 3 + width;
    }
  }
  return lines;
}
