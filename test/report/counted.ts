import type { Counted } from '../../src/core/counted.ts';

/** The candidate that is kept in the golden example of the referee. */
export const COUNTED: Counted = {
  ...{ trials: 4, evals_seen: 4, evals_total: 4, passes: 1, look: 4, raw: 0.8125, delta: 0.0188, sd: 0.0386 },
  ...{ p_better: 0.687, keep: 0.6, estimate: 0.6914, estimate_sd: 0.0771, low: 0.5403, high: 0.8425 },
};

/** Of a candidate that was worth no trial. */
export const NOTHING_COUNTED: Counted = {
  ...{ trials: null, evals_seen: null, evals_total: null, passes: null, look: null, raw: null, delta: null },
  ...{ sd: null, p_better: null, keep: null, estimate: null, estimate_sd: null, low: null, high: null },
};
