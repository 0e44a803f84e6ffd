import type { Final } from '../../src/core/schema/final.ts';

/** A headline over twelve evals: v3 against the original, 0.58 → 0.83. */
export const FINAL: Final = {
  schema_version: 1,
  original: 'v0',
  best: 'v3',
  passes: 2,
  evals: Array.from({ length: 12 }, (_, index) => {
    return { eval_id: `e${index + 1}`, weight: 1, original: 0.58, best: 0.83, trials: 4 };
  }),
  before: 0.58,
  after: 0.83,
  gain: 0.25,
  interval: { low: 0.16, high: 0.34 },
  unmeasured: [],
  recommendation: 'best',
};
