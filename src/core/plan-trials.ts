import type { Range } from './range.ts';

/** What lies ahead of a run. */
export interface Ahead {
  readonly rule: 'race' | 'strict';
  readonly proposals: number;
  /** Trials of a complete pass, and of the first look at a candidate. */
  readonly pass: number;
  readonly block: number;
  /** Trials of the baseline that are still to be run, and those among them that nobody grades. */
  readonly baseline: number;
  readonly ungraded: number;
  /** Evals that are run once for each kept version. */
  readonly teaching: number;
  /** Iterations at most. */
  readonly iterations: number;
  /** Reverts in a row after which the run stops; null: no such stop. */
  readonly maxReverts: number | null;
  /** Of each version. */
  readonly finalPasses: Range;
  /** Trials that may still be run in the climb, and in the whole run; null: no bound. */
  readonly climbLeft: number | null;
  readonly wholeLeft: number | null;
}

export interface TrialsAhead {
  readonly iterations: Range;
  readonly trials: Range;
  readonly ungraded: number;
}

/** Passes of a candidate at most. */
const MOST_PASSES = 3;
/** How often a candidate that is tried goes on to a complete pass, and how often one more follows. */
const [GOES_ON, AGAIN] = [1 / 2, 1 / 4];
/** How many of the iterations are kept. */
const KEPT = 1 / 5;

/** Trials from here on, when none has to be tried again. More iterations never make them fewer. */
export function trialsAhead(ahead: Ahead): TrialsAhead {
  const { baseline, pass, teaching, climbLeft, wholeLeft } = ahead;
  const first = capped(baseline, climbLeft);
  const room = climbLeft === null ? null : climbLeft - first;
  const most = room === 0 ? 0 : ahead.iterations;
  const iterations = iterationsIn({ ...ahead, iterations: most }, room);
  const beyond = beyondFirstLook(ahead);
  const batches = Math.ceil(most / ahead.proposals);
  const least = ahead.rule === 'strict' ? iterations.low : most;
  const anyCeiling = most > 0 && ahead.rule === 'race' ? pass : 0;
  const climb = {
    low: least * ahead.block,
    expected:
      most * ahead.block + Math.round(batches * beyond.expected) + Math.round(KEPT * iterations.expected * teaching),
    high: most * (ahead.block + teaching) + batches * beyond.high + anyCeiling,
  };
  const last = (passes: number) => (most === 0 ? 0 : 2 * pass * passes);
  const total = (end: keyof Range) => first + capped(climb[end], room) + last(ahead.finalPasses[end]);
  return {
    iterations,
    ungraded: Math.min(first, ahead.ungraded),
    trials: {
      low: capped(total('low'), wholeLeft),
      expected: capped(total('expected'), wholeLeft),
      high: capped(total('high'), wholeLeft),
    },
  };
}

/** Trials of a batch after the first look, when only its best candidate goes on. */
function beyondFirstLook({ rule, pass, block }: Ahead): Omit<Range, 'low'> {
  if (rule === 'strict') return { expected: 0, high: 0 };
  return { expected: GOES_ON * (pass - block) + AGAIN * pass, high: MOST_PASSES * pass - block };
}

/** How many iterations so many trials pay: the fewest when each candidate goes as far as it can. */
function iterationsIn(ahead: Ahead, room: number | null): Range {
  const { iterations: most, proposals, block, maxReverts } = ahead;
  const beyond = beyondFirstLook(ahead);
  const paid = (end: 'expected' | 'high') => {
    if (room === null) return most;
    const batches = Math.floor(room / (proposals * block + beyond[end]));
    return Math.min(most, Math.max(1, batches * proposals));
  };
  return { low: Math.min(paid('high'), maxReverts ?? most), expected: paid('expected'), high: most };
}

function capped(value: number, cap: number | null): number {
  return cap === null ? value : Math.min(value, Math.max(0, cap));
}
