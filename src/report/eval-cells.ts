import stringWidth from 'string-width';
import type { EvalMark } from './open-work.ts';
import type { Piece } from './painted-line.ts';
import { cutTo, harmless } from './text.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** A cell for each eval with what came of it. The spinner turns with the time, in milliseconds. */
export function evalCells(marks: ReadonlyMap<string, EvalMark>, now: number): readonly Piece[] {
  const spinner = SPINNER[Math.floor(now / 100) % SPINNER.length] ?? '';
  return [...marks].map(([id, mark]) => evalCell(cutTo(harmless(id), 16), mark, spinner));
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
