import { z } from 'zod';
import {
  compare,
  type Fraction,
  formatFraction,
  fraction,
  mean,
  parseFraction,
  toDecimal,
  toNumber,
} from '../stats/fraction.ts';
import type { ArmAtLook, Rule, Verdict } from './port.ts';

/** The share of the evals asked for that must be measured before anything is decided. */
const NEEDED = fraction(4, 5);

const standingSchema = z.object({
  /** Exact score of the incumbent; null before the baseline. */
  best: z
    .string()
    .refine((text) => parseFraction(text) !== null)
    .nullable(),
  /** Evals that the baseline could measure; the others decide nothing in this run. null before the baseline. */
  deciding: z.array(z.string()).nullable(),
});
type StrictStanding = z.infer<typeof standingSchema>;

export const STRICT_START: StrictStanding = { best: null, deciding: null };

/** One complete pass, kept only if its exact score is strictly greater than the best. */
export const strict: Rule<StrictStanding> = {
  name: 'strict',
  parse: (stored) => standingSchema.safeParse(stored).data ?? null,
  best(standing) {
    const best = bestOf(standing);
    return best === null ? null : { value: toNumber(best), cell: toDecimal(best) };
  },
  plan(standing, { agents, evalIds, runs }) {
    const deciding = evalIds.filter((id) => standing.deciding?.includes(id) ?? true);
    const trialsOf = (evalId: string) => Array.from({ length: runs?.get(evalId) ?? 1 }, (_, index) => index + 1);
    return [
      deciding.flatMap((evalId) =>
        trialsOf(evalId).flatMap((trial) => agents.map((agent) => ({ agent, evalId, trial }))),
      ),
    ];
  },
  judge: (standing, arms) => arms.map((arm) => verdictOn(standing, arm)),
  absorb(standing, verdict, arm) {
    if (verdict.type === 'measured') return { best: formatFraction(verdict.score), deciding: [...measuredEvals(arm)] };
    return verdict.type === 'keep' ? { ...standing, best: formatFraction(verdict.score) } : standing;
  },
};

function verdictOn(standing: StrictStanding, arm: ArmAtLook): Verdict {
  const measured = fraction(measuredEvals(arm).size, askedEvals(arm).size);
  const complete = arm.results.every(({ measurement }) => measurement.outcome === 'graded');
  const numbers = { evals_measured: measuredEvals(arm).size, evals_asked: askedEvals(arm).size };
  if (arm.plan.purpose !== 'candidate') {
    return compare(measured, NEEDED) < 0
      ? { type: 'unmeasured', reason: undecided(measured, NEEDED), numbers }
      : { type: 'measured', reason: 'baseline', score: scoreOf(arm), numbers };
  }
  if (!complete) {
    const needed = compare(measured, NEEDED) < 0 ? NEEDED : fraction(1);
    return { type: 'drop', reason: undecided(measured, needed), score: null, numbers };
  }
  return compareWithBest(standing, scoreOf(arm), numbers);
}

function compareWithBest(standing: StrictStanding, score: Fraction, counts: Record<string, number>): Verdict {
  const best = bestOf(standing);
  if (best === null) throw new Error('rule strict has no baseline to compare a candidate with');
  const numbers = { ...counts, score: formatFraction(score), best: formatFraction(best) };
  const [sign, type] = compare(score, best) > 0 ? (['>', 'keep'] as const) : (['<=', 'drop'] as const);
  return { type, reason: `${type}: score ${toDecimal(score)} ${sign} ${toDecimal(best)}`, score, numbers };
}

function bestOf({ best }: StrictStanding): Fraction | null {
  return best === null ? null : parseFraction(best);
}

function undecided(measured: Fraction, needed: Fraction): string {
  return `undecided: ${percent(measured)} % measured, ${percent(needed)} % needed`;
}

/** Rounded down, so that a pass that misses something is never shown as 100 %. */
function percent(share: Fraction): string {
  return ((share.num * 100n) / share.den).toString();
}

function askedEvals(arm: ArmAtLook): ReadonlySet<string> {
  return new Set(arm.results.map(({ slot }) => slot.evalId));
}

/** Evals of which every trial was graded. */
function measuredEvals(arm: ArmAtLook): ReadonlySet<string> {
  const failed = new Set(arm.results.filter((r) => r.measurement.outcome !== 'graded').map((r) => r.slot.evalId));
  return new Set([...askedEvals(arm)].filter((id) => !failed.has(id)));
}

/** Mean over measured evals of the mean over their trials of passed/total. */
function scoreOf(arm: ArmAtLook): Fraction {
  const perEval = [...measuredEvals(arm)].map((id) =>
    mean(
      arm.results.flatMap(({ slot, measurement }) =>
        slot.evalId === id && measurement.outcome === 'graded' ? [fraction(measurement.passed, measurement.total)] : [],
      ),
    ),
  );
  return mean(perEval);
}
