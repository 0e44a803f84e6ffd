import stringWidth from 'string-width';
import type { EvalMark } from './open-work.ts';
import type { Piece } from './painted-line.ts';
import { cutTo, harmless } from './text.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A cell for each eval with what came of it. The spinner turns with the time, in milliseconds. */
export function evalCells(marks: ReadonlyMap<string, EvalMark>, now: number): readonly Piece[] {
  const spinner = SPINNER[Math.floor(now / 100) % SPINNER.length] ?? '';
  return [...marks].map(([id, mark]) => evalCell(cutTo(harmless(id), 16), mark, { spinner, now }));
}

/** Seconds of silence from which on they are shown, and those from which on a trial is called stalled. */
const SILENT = { shown: 10, stalled: 60 };

function runningCell(name: string, mark: Running, { spinner, now }: { spinner: string; now: number }): Piece {
  const silence = Math.floor((now - mark.heardAt) / 1000);
  const tools = mark.tools > 1 ? ` ×${mark.tools}` : '';
  const doing = mark.role === 'judge' ? 'judge' : `${harmless(mark.what)}${tools}`;
  const quiet = silence < SILENT.shown ? '' : ` ${silence < SILENT.stalled ? '' : 'stalled? '}${silence} s`;
  const text = `${spinner} ${name} ${doing}`.trimEnd() + quiet;
  return { text, style: silence < SILENT.stalled ? 'cyan' : 'yellow' };
}

type Running = Extract<EvalMark, { type: 'running' }>;

function evalCell(name: string, mark: EvalMark, { spinner, now }: { spinner: string; now: number }): Piece {
  switch (mark.type) {
    case 'waiting':
      return { text: `· ${name}`, style: 'dim' };
    case 'running':
      return runningCell(name, mark, { spinner, now });
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

export interface Room {
  readonly columns: number;
  /** Cells of the terminal before each line. */
  readonly indent: number;
  readonly lines: number;
}

/** As many cells as have room, and how many have none. */
export function fittingLines(cells: readonly Piece[], room: Room): Piece[][] {
  const all = wrapCells(cells, room);
  if (all.length <= room.lines) return all;
  // Each cell has a blank before it.
  const most = all.slice(0, room.lines).flat().length / 2;
  for (let shown = most; ; shown -= 1) {
    const more: Piece = { text: `… and ${cells.length - shown} more`, style: 'dim' };
    const lines = wrapCells([...cells.slice(0, shown), more], room);
    if (lines.length <= room.lines) return lines;
  }
}

/** Lines of cells with blanks between them, begun anew where the next cell does not fit. */
function wrapCells(cells: readonly Piece[], { columns, indent }: Room): Piece[][] {
  const lines: Piece[][] = [];
  let used = 0;
  for (const cell of cells) {
    const [line, width] = [lines.at(-1), stringWidth(cell.text)];
    if (line === undefined || used + 3 + width > columns) {
      lines.push([{ text: ' '.repeat(indent), style: null }, cell]);
      used = indent + width;
    } else {
      line.push({ text: '   ', style: null }, cell);
      used += 3 + width;
    }
  }
  return lines;
}
