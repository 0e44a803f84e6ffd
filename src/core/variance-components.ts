/** Variances in the squared unit of the values. */
export interface VarianceComponents {
  /** Between repeated judgements of one trial. */
  readonly judge: number;
  /** Between trials of one eval, without what the judge adds; null where no eval has two trials. */
  readonly agent: number | null;
}

/**
 * What of the spread of scores comes from the judge and what from the agent, by the analysis of variance of a nested
 * design: repeats in trials in evals. `evals[e][t][r]` is the score of repeat r of trial t of eval e; every trial has the
 * same number k >= 2 of repeats. The judge's variance is the mean square within trials; the agent's is (mean square of the
 * trials' means within evals, times k, − the judge's) / k, and 0 where that is negative. Throws a RangeError for fewer.
 * Source: Searle, Casella & McCulloch, "Variance Components" (1992), sections 3.3 and 5.3 (Henderson's method I).
 */
export function varianceComponents(evals: readonly (readonly (readonly number[])[])[]): VarianceComponents {
  const trials = evals.flat();
  const k = trials[0]?.length ?? 0;
  if (k < 2 || trials.some(({ length }) => length !== k))
    throw new RangeError('trials need the same 2 repeats or more');
  const judge = sum(trials.map(squaresIn)) / (trials.length * (k - 1));
  const freedom = sum(evals.map(({ length }) => Math.max(0, length - 1)));
  if (freedom === 0) return { judge, agent: null };
  const between = (k * sum(evals.map((one) => squaresIn(one.map(meanOf))))) / freedom;
  return { judge, agent: Math.max(0, (between - judge) / k) };
}

/** Sum of the squared distances from the mean; 0 of nothing. */
function squaresIn(values: readonly number[]): number {
  const mean = meanOf(values);
  return sum(values.map((value) => (value - mean) ** 2));
}

function meanOf(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
