import { budgetLine } from './budget-line.ts';
import { estimateText, percentText } from './decision-line.ts';
import { evalCells, fittingLines } from './eval-cells.ts';
import { extentOf, type OpenWork } from './open-work.ts';
import type { Paint } from './paint.ts';
import { type Piece, paintLine } from './painted-line.ts';
import type { Progress } from './progress.ts';
import { cellsOf, clockTime, cutTo, harmless, money, pad, waitingLine } from './text.ts';

/** Lines for the evals of an iteration that is alone. */
const MOST_EVAL_LINES = 4;
/** Lines for iterations side by side. */
const MOST_LINES_BESIDE = 8;

export interface LiveFrame {
  readonly now: number;
  readonly columns: number;
  readonly paint: Paint;
  /** Whether the person's keys are heard. */
  readonly keys?: boolean;
}

/** The live block of a run: at most 12 lines, each within the terminal's width. */
export function renderLive(progress: Progress, frame: LiveFrame): string {
  const { waiting } = progress;
  const open = [...progress.open.values()];
  const waits =
    waiting === null || waiting.until <= frame.now ? [] : [waitingLine(waiting.agent, waiting.until - frame.now)];
  const spent = budgetLine(progress, frame.now);
  const budget = spent === '' ? [] : [spent];
  const lines = [
    headLine(progress, open, frame),
    ...[...budget, ...waits].map((line) => cutTo(`  ${line}`, frame.columns)),
    ...(open.length > 1 ? besideLines(open, frame) : open.flatMap((work) => aloneLines(work, frame))),
    ...(frame.keys ? [keysLine(progress, frame)] : []),
  ];
  return lines.join('\n');
}

function keysLine({ paused }: Progress, { columns, paint }: LiveFrame): string {
  const text = paused
    ? '  paused: nothing is begun · p goes on · q stops'
    : '  q stop after this · p pause · d diff · o page';
  return paint(paused ? 'yellow' : 'dim', cutTo(text, columns));
}

function headLine(progress: Progress, open: readonly OpenWork[], frame: LiveFrame): string {
  const { skill, startedAt, calls, callsEnded, bestScore, bestSd, incumbent } = progress;
  // A call under way has not told what it takes.
  const cost = callsEnded === 0 ? null : progress.cost;
  const best = bestScore === null ? 'no score yet' : `${incumbent ?? 'v0'} at ${scoreText(bestScore, bestSd)}`;
  const used = `${clockTime(frame.now - startedAt)} · ${calls} calls`;
  const head: readonly Piece[] = [
    { text: cutTo(harmless(skill), 30), style: 'bold' },
    { text: '  ', style: null },
    { text: stepText(open), style: 'cyan' },
    { text: `${open.length === 0 ? '' : '  '}best ${best}  `, style: null },
    { text: used, style: 'dim' },
  ];
  const costs = ` · ${money(cost)}`;
  const room = frame.columns - head.reduce((sum, { text }) => sum + cellsOf(text), 0);
  // That a cost is not known is the first that may go where the line is short.
  const isTold = cost !== null || cellsOf(costs) <= room;
  return paintLine(isTold ? [...head, { text: costs, style: 'dim' }] : head, frame);
}

/** "0.72 ± 0.05", or the score alone where it has no band. */
function scoreText(score: string, sd: number | null): string {
  return sd === null ? score : estimateText({ estimate: Number(score), estimate_sd: sd });
}

/** "iteration 2", "iterations 5–8", "final pass 1". */
function stepText(open: readonly OpenWork[]): string {
  const numbers = open.flatMap(({ what }) => (what.type === 'iteration' ? [what.number] : []));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length === 0) return open.map(nameOf).join(', ');
  if (first < last) return `iterations ${first}–${last}`;
  return first === 0 ? 'baseline' : `iteration ${first}`;
}

function nameOf({ what }: OpenWork): string {
  if (what.type === 'iteration') return String(what.number);
  const kind = harmless(what.purpose.replace(/-\d+$/, ''));
  return what.pass === null ? kind : `${kind} pass ${what.pass}`;
}

function aloneLines(work: OpenWork, frame: LiveFrame): readonly string[] {
  const room = { columns: frame.columns, indent: 2, lines: MOST_EVAL_LINES };
  const cells = fittingLines(evalCells(work.marks, frame.now), room);
  return [cutTo(`  ${doing(work)}`, frame.columns), ...cells.map((line) => paintLine(line, frame))];
}

const PASSES: Readonly<Record<string, string>> = {
  final: 'v0 and the best version are measured afresh',
  ceiling: 'the best version passed everything, and is measured once more',
  epoch: 'an agent is another one now, and the best version is measured anew',
  certify: 'v0 and the best version, for a certificate',
  submit: 'v0 and the best version on the sealed evals',
  calibrate: 'the best version against itself',
  reproduce: 'an iteration is measured again',
  arms: 'versions of the skill, side by side',
  'no-skill': 'the agent without a skill',
};

function doing(work: OpenWork): string {
  const { what, improving, changelog } = work;
  if (improving) return 'the improver edits the candidate';
  if (what.type === 'iteration') {
    return harmless(changelog ?? `measuring ${what.number === 0 ? 'v0' : 'the candidate'}`) + beliefText(work);
  }
  const { ended, of } = extentOf(work);
  const text = PASSES[what.purpose.replace(/-\d+$/, '')] ?? what.purpose;
  return `${harmless(text)}: ${ended}${of === null ? '' : ` of ${of}`} trials`;
}

/** Two lines each, or one each where there are many. */
function besideLines(open: readonly OpenWork[], frame: LiveFrame): readonly string[] {
  const numbers = Math.max(...open.map((work) => nameOf(work).length));
  const counts = Math.max(...open.map((work) => countText(work).length));
  const title = (work: OpenWork): string =>
    paintLine(
      [
        { text: `  ${nameOf(work).padStart(numbers)}  `, style: 'cyan' },
        { text: pad(countText(work), counts + 2), style: 'dim' },
        { text: besideText(work), style: null },
      ],
      frame,
    );
  if (2 * open.length <= MOST_LINES_BESIDE) {
    return open.flatMap((work) => [title(work), ...begunLine(work, { frame, indent: numbers + 4 })]);
  }
  if (open.length <= MOST_LINES_BESIDE) return open.map(title);
  const shown = open.slice(0, MOST_LINES_BESIDE - 1);
  return [...shown.map(title), cutTo(`  … and ${open.length - shown.length} more`, frame.columns)];
}

/** "2/3": trials that have ended, of those after which it is judged. */
function countText(work: OpenWork): string {
  const { ended, of } = extentOf(work);
  return `${ended}/${of ?? '?'}`;
}

function besideText(work: OpenWork): string {
  if (work.improving) return 'the improver edits';
  return (work.changelog === null ? '' : harmless(work.changelog)) + beliefText(work);
}

/** ", 62 % likely better after 3 of 12 evals" */
function beliefText({ belief }: OpenWork): string {
  if (belief === null) return '';
  const { p_better, evals_seen, evals_total } = belief;
  return `, ${percentText(p_better)} likely better after ${evals_seen} of ${evals_total} evals`;
}

function begunLine(work: OpenWork, { frame, indent }: { frame: LiveFrame; indent: number }): readonly string[] {
  const begun = new Map([...work.marks].filter(([, { type }]) => type !== 'waiting'));
  const room = { columns: frame.columns, indent, lines: 1 };
  return fittingLines(evalCells(begun, frame.now), room).map((line) => paintLine(line, frame));
}
