import { z } from 'zod';
import {
  compare,
  type Fraction,
  formatFraction,
  fraction,
  parseFraction,
  toDecimal,
  toNumber,
} from '../stats/fraction.ts';
import { askedEvals, NEEDED, tooLittle, undecided } from './coverage.ts';
import type { ArmAtLook, Rule, Verdict } from './port.ts';
import { rawScore } from './raw-score.ts';
import { wholeBlock } from './slots.ts';

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

/** One complete pass, kept only if its exact score is strictly greater than the best. */
export const strict: Rule<StrictStanding> = {
  name: 'strict',
  start: { best: null, deciding: null },
  parse: (stored) => standingSchema.safeParse(stored).data ?? null,
  best(standing) {
    const best = bestOf(standing);
    return best === null ? null : { value: toNumber(best), cell: toDecimal(best) };
  },
  plan(standing, request) {
    const deciding = new Set(standing.deciding ?? request.evalIds);
    const evalIds = request.evalIds.filter((id) => deciding.has(id));
    return [wholeBlock({ ...request, evalIds })];
  },
  judge: (standing, arms) => arms.map((arm) => verdictOn(standing, arm)),
  cut(_standing, arm, reason) {
    const said = `${reason} during pass 1`;
    if (arm.plan.purpose !== 'candidate') return { type: 'unmeasured', reason: said, numbers: {} };
    return { type: 'drop', reason: `drop: ${said}`, score: null, numbers: {} };
  },
  absorb(standing, verdict, arm) {
    const { purpose } = arm.plan;
    if (verdict.type === 'measured' && purpose === 'baseline') {
      return { best: formatFraction(verdict.score), deciding: [...measuredEvals(arm)] };
    }
    return verdict.type === 'keep' && verdict.score !== null
      ? { ...standing, best: formatFraction(verdict.score) }
      : standing;
  },
};

function verdictOn(standing: StrictStanding, arm: ArmAtLook): Verdict {
  const [evals, asked] = [measuredEvals(arm), askedEvals(arm)];
  const measured = fraction(evals.size, asked.size);
  const numbers = { evals_measured: evals.size, evals_asked: asked.size };
  const { purpose } = arm.plan;
  if (purpose !== 'candidate') {
    return tooLittle(measured)
      ? { type: 'unmeasured', reason: undecided(measured), numbers }
      : { type: 'measured', reason: purpose, score: rawScore(resultsOf(arm, evals)), numbers };
  }
  if (evals.size < asked.size) {
    const reason = undecided(measured, tooLittle(measured) ? NEEDED : fraction(1));
    return { type: 'drop', reason, score: null, numbers };
  }
  return compareWithBest(standing, rawScore(arm.results), numbers);
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

/** Evals of which every trial was graded. */
function measuredEvals(arm: ArmAtLook): ReadonlySet<string> {
  const measured = new Set(askedEvals(arm));
  for (const { slot, measurement } of arm.results) if (measurement.outcome !== 'graded') measured.delete(slot.evalId);
  return measured;
}

function resultsOf(arm: ArmAtLook, evals: ReadonlySet<string>): ArmAtLook['results'] {
  return arm.results.filter(({ slot }) => evals.has(slot.evalId));
}
