import type { Paint } from './paint.ts';
import type { Progress } from './progress.ts';
import { clockTime, fit, harmless, money } from './text.ts';

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
  const doing = progress.improving ? 'the improver edits the candidate' : harmless(progress.changelog ?? 'measuring v0');
  const best = progress.bestScore === null ? 'no score yet' : `${progress.incumbent ?? 'v0'} at ${progress.bestScore}`;
  return [
    `${paint('bold', fit(progress.skill, 30))}  ${paint('cyan', step)}  best ${best}  ${paint('dim', spend)}`,
    fit(`  ${doing}`, columns),
    ...evalLines(progress, { now, columns, paint }),
    ...(progress.lastDecision === null ? [] : [paint('dim', fit(`  last: ${harmless(progress.lastDecision)}`, columns))]),
  ].join('\n');
}

function evalLines(progress: Progress, { now, columns, paint }: LiveFrame): string[] {
  const spinner = SPINNER[Math.floor(now / 100) % SPINNER.length] ?? '';
  const cells = [...progress.evals].map(([id, mark]) => {
    const name = fit(id, 16);
    switch (mark.type) {
      case 'waiting':
        return { text: `· ${name}`, style: 'dim' as const };
      case 'running':
        return { text: `${spinner} ${name} ${mark.role === 'judge' ? 'judge' : mark.what}`.trimEnd(), style: 'cyan' as const };
      case 'graded':
        return mark.passed === mark.total
          ? { text: `✓ ${name} ${mark.passed}/${mark.total}`, style: 'green' as const }
          : { text: `◐ ${name} ${mark.passed}/${mark.total}`, style: 'yellow' as const };
      case 'unmeasured':
        return { text: `✗ ${name} ${mark.outcome}`, style: 'red' as const };
    }
  });
  return wrapCells(cells, columns - 2).slice(0, MOST_EVAL_LINES).map((line) => `  ${line.map(({ text, style }) => paint(style, text)).join('   ')}`);
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
