import { type Caps, FINAL_PASSES } from './budget.ts';
import type { CallPrices, MeasuredCalls } from './call-prices.ts';
import { type Ahead, trialsAhead } from './plan-trials.ts';
import { atMost, plus, type Range, ROUND, scaled, times, type Unsure } from './range.ts';
import { ROLES, type Role } from './schema/trial.ts';

export interface PlanRequest extends Ahead {
  readonly concurrency: number;
  /** Share of the graded trials that need a judge, 0–1. */
  readonly judged: number;
  /** Judgements of each of them. */
  readonly votes: number;
  /** Whether an improver is called for each iteration. */
  readonly proposes: boolean;
  /** Milliseconds of a call at most. */
  readonly timeoutMs: number;
  /** What may still be used of the whole run's caps. */
  readonly left: Caps;
  readonly measured: MeasuredCalls;
}

/** What calls of one role, or all of them, will take. Money US dollars, times milliseconds. */
export interface Share {
  readonly calls: Range;
  readonly tokens: Unsure;
  readonly cost_usd: Unsure;
  /** Of the calls, added up. */
  readonly duration_ms: Unsure;
}

export interface Plan {
  readonly iterations: Range;
  readonly trials: Range;
  readonly roles: Readonly<Record<Role, Share>>;
  /** `duration_ms` is the time by the clock. */
  readonly all: Share;
}

/**
 * What a run will take from here on, when no call fails: low and high are what can happen, expected is what mostly does.
 * Caps bound all three. Calls of which nothing was measured have an unknown price; their time ends at the time-out.
 */
export function planOf(request: PlanRequest): Plan {
  const { iterations, trials, ungraded } = trialsAhead(request);
  const graded = plus(trials, { low: -ungraded, expected: -ungraded, high: -ungraded });
  const calls = {
    executor: trials,
    judge: scaled(graded, request.judged * request.votes, ROUND),
    improver: request.proposes ? iterations : { low: 0, expected: 0, high: 0 },
  };
  const share = (role: Role) => shareOf(calls[role], request.measured[role], request.timeoutMs);
  const roles = { executor: share('executor'), judge: share('judge'), improver: share('improver') };
  const sum = <T extends Unsure>(pick: (one: Share) => T) =>
    ROLES.map((role): Unsure => pick(roles[role])).reduce((a, b) => plus(a, b));
  const { cost_usd, tokens, time_ms } = request.left;
  return {
    iterations,
    trials,
    roles,
    all: {
      calls: plus(plus(calls.executor, calls.judge), calls.improver),
      tokens: atMost(
        sum((one) => one.tokens),
        tokens,
      ),
      cost_usd: atMost(
        sum((one) => one.cost_usd),
        cost_usd,
      ),
      duration_ms: atMost(byTheClock(request, roles), time_ms),
    },
  };
}

function shareOf(calls: Range, prices: CallPrices | null, timeoutMs: number): Share {
  const unknown = { low: null, expected: null, high: null };
  return {
    calls,
    tokens: times(calls, prices?.tokens ?? unknown),
    cost_usd: times(calls, prices?.cost_usd ?? unknown),
    duration_ms: times(calls, prices?.duration_ms ?? { ...unknown, high: timeoutMs }),
  };
}

/** Low: all slots are always busy. Expected: those of a pass. High: only those of one block. */
function byTheClock({ concurrency, pass, block, proposals }: PlanRequest, roles: Plan['roles']): Unsure {
  const side = proposals > 1 ? Math.max(proposals * block, pass - block) : block;
  const width = {
    low: concurrency,
    expected: Math.min(concurrency, side),
    high: Math.min(concurrency, block),
  };
  const trials = plus(roles.executor.duration_ms, roles.judge.duration_ms);
  const [edits, beside] = [roles.improver.duration_ms, Math.min(concurrency, proposals)];
  const per = (ms: number | null, by: number) => (ms === null ? null : ms / Math.max(1, by));
  return plus(
    {
      low: per(trials.low, width.low),
      expected: per(trials.expected, width.expected),
      high: per(trials.high, width.high),
    },
    { low: per(edits.low, beside), expected: per(edits.expected, beside), high: per(edits.high, 1) },
  );
}

/** Final passes of each version: none where no edit is kept. `planned` are those that the budget has room for. */
export function finalPassesAhead(asked: number | null, planned: number): Range {
  const expected = asked === null ? Math.min(planned, FINAL_PASSES.least) : planned;
  return { low: 0, expected, high: planned };
}
