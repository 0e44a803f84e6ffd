/**
 * How many calls may be under way at the same time: halved when a service asks for less, one more after as many
 * successes in a row as calls are allowed. Source: additive increase, multiplicative decrease (Chiu & Jain, "Analysis of
 * the increase and decrease algorithms for congestion avoidance", Computer Networks 17 (1989)).
 */
export interface Pace {
  /** What was asked for, which is never passed. */
  readonly most: number;
  /** From 1. */
  readonly allowed: number;
  /** In a row, since `allowed` changed last. */
  readonly successes: number;
  /** How often it was halved. A call that began before the last time says nothing new when it is turned away. */
  readonly cuts: number;
}

/** What is left of the calls that were allowed when one of them is turned away. */
const DECREASE = 1 / 2;
/** Calls that are allowed in addition once as many succeeded in a row as are allowed. */
const INCREASE = 1;

export function startPace(most: number): Pace {
  return { most, allowed: most, successes: 0, cuts: 0 };
}

/** After a call that was turned away; `begun` is the pace at which it began. */
export function afterThrottle(pace: Pace, begun: Pace): Pace {
  if (begun.cuts < pace.cuts) return { ...pace, successes: 0 };
  return { ...pace, allowed: Math.max(1, Math.floor(pace.allowed * DECREASE)), successes: 0, cuts: pace.cuts + 1 };
}

/** After a call that was served. */
export function afterSuccess(pace: Pace): Pace {
  const successes = pace.successes + 1;
  if (pace.allowed === pace.most || successes < pace.allowed) return { ...pace, successes };
  return { ...pace, allowed: Math.min(pace.most, pace.allowed + INCREASE), successes: 0 };
}
