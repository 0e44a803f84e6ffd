import type { Paint } from './paint.ts';
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
export function renderLive(progress: Progress, { now, columns, paint }: LiveFrame): string {
  const time = clockTime(now - progress.startedAt);
  const spend = `${time} · ${progress.calls} calls · ${money(progress.cost)}`;
  const step = progress.iteration === 0 ? 'baseline' : `iteration ${progress.iteration}`;
  const doing = progress.improving
    ? 'the improver edits the candidate'
    : harmless(progress.changelog ?? 'measuring v0');
  const best = progress.bestScore === null ? 'no score yet' : `${progress.incumbent ?? 'v0'} at ${progress.bestScore}`;
  return [
    `${paint('bold', cutTo(progress.skill, 30))}  ${paint('cyan', step)}  best ${best}  ${paint('dim', spend)}`,
    cutTo(`  ${doing}`, columns),
    ...evalLines(progress, { now, columns, paint }),
  ].join('\n');
}

function evalLines(progress: Progress, { now, columns, paint }: LiveFrame): string[] {
  const spinner = SPINNER[Math.floor(now / 100) % SPINNER.length] ?? '';
  const cells = [...progress.evals].map(([id, mark]) => evalCell(cutTo(harmless(id), 16), mark, spinner));
  const lines = wrapCells(cells, columns - 2).slice(0, MOST_EVAL_LINES);
  return lines.map((line) => `  ${line.map(({ text, style }) => paint(style, text)).join('   ')}`);
}

function evalCell(name: string, mark: EvalMark, spinner: string): Cell {
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
    case 'unmeasured':
      return { text: `✗ ${name} ${mark.outcome}`, style: 'red' };
  }
}

interface Cell {
  readonly text: string;
  readonly style: Parameters<Paint>[0];
}

function wrapCells(cells: readonly Cell[], columns: number): Cell[][] {
  const lines: Cell[][] = [[]];
  let used = 0;
  for (const cell of cells) {
    const width = cell.text.length + 3;
    if (used + width > columns && used > 0) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push(cell);
    used += width;
  }
  return lines;
}
