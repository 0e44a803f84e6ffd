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
import { type Agents, resultsByAgent } from './agents.ts';
import { askedEvals, NEEDED, tooLittle, undecided } from './coverage.ts';
import type { ArmAtLook, Numbers, Rule, Verdict } from './port.ts';
import { rawScore } from './raw-score.ts';
import { wholeBlock } from './slots.ts';

const fractionText = z.string().refine((text) => parseFraction(text) !== null);

const standingSchema = z.object({
  /** Exact score of the incumbent; null before the baseline. */
  best: fractionText.nullable(),
  /** Evals that the baseline could measure; the others decide nothing in this run. null before the baseline. */
  deciding: z.array(z.string()).nullable(),
  /** Of a run with several agents: the incumbent's exact score under each. */
  agents: z.record(z.string(), fractionText).optional(),
});
export type StrictStanding = z.infer<typeof standingSchema>;

/** One complete pass, kept only if its exact score is strictly greater than the best. */
export const strict: Rule<StrictStanding> = strictAmong(null);

/**
 * The same for a run with several agents: the score is that of all their cells, and where all agents are asked for the
 * exact score of none of them may be less than the incumbent's.
 */
export function strictAmong(agents: Agents | null): Rule<StrictStanding> {
  return {
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
    judge: (standing, arms) => arms.map((arm) => verdictOn(agents, standing, arm)),
    cut(_standing, arm, reason) {
      const said = `${reason} during pass 1`;
      if (arm.plan.purpose !== 'candidate') return { type: 'unmeasured', reason: said, numbers: {} };
      return { type: 'drop', reason: `drop: ${said}`, score: null, numbers: {} };
    },
    absorb(standing, verdict, arm) {
      const { purpose } = arm.plan;
      const evals = measuredEvals(arm);
      if (verdict.type === 'measured' && purpose === 'baseline') {
        return { best: formatFraction(verdict.score), deciding: [...evals], ...scoresWithin(agents, arm) };
      }
      return verdict.type === 'keep' && verdict.score !== null
        ? { ...standing, best: formatFraction(verdict.score), ...scoresWithin(agents, arm) }
        : standing;
    },
  };
}

function verdictOn(agents: Agents | null, standing: StrictStanding, arm: ArmAtLook): Verdict {
  const [evals, asked] = [measuredEvals(arm), askedEvals(arm)];
  const measured = fraction(evals.size, asked.size);
  const numbers = { evals_measured: evals.size, evals_asked: asked.size };
  const { purpose } = arm.plan;
  if (purpose !== 'candidate') {
    if (tooLittle(measured)) return { type: 'unmeasured', reason: undecided(measured), numbers };
    const score = rawScore(resultsOf(arm, evals));
    return { type: 'measured', reason: purpose, score, numbers: { ...numbers, ...numbersByAgent(agents, null, arm) } };
  }
  if (evals.size < asked.size) {
    const reason = undecided(measured, tooLittle(measured) ? NEEDED : fraction(1));
    return { type: 'drop', reason, score: null, numbers };
  }
  const counts = { ...numbers, ...numbersByAgent(agents, standing, arm) };
  const verdict = compareWithBest(standing, rawScore(arm.results), counts);
  const hurt = agents?.require === 'all' && verdict.type === 'keep' ? fallenAgent(agents, standing, arm) : null;
  return hurt === null ? verdict : { ...verdict, type: 'drop', reason: hurt };
}

function compareWithBest(standing: StrictStanding, score: Fraction, counts: Numbers) {
  const best = bestOf(standing);
  if (best === null) throw new Error('rule strict has no baseline to compare a candidate with');
  const numbers = { ...counts, score: formatFraction(score), best: formatFraction(best) };
  const [sign, type] = compare(score, best) > 0 ? (['>', 'keep'] as const) : (['<=', 'drop'] as const);
  return { type, reason: `${type}: score ${toDecimal(score)} ${sign} ${toDecimal(best)}`, score, numbers };
}

/** Why an edit that helps on the whole is not kept: the first agent that it makes worse; null where it hurts none. */
function fallenAgent(agents: Agents, { agents: known = {} }: StrictStanding, arm: ArmAtLook): string | null {
  for (const [name, score] of scoresOf(agents, arm)) {
    const before = parseFraction(known[name] ?? '');
    if (before === null || compare(score, before) >= 0) continue;
    return `drop: hurts ${name}: score ${toDecimal(score)} < ${toDecimal(before)}`;
  }
  return null;
}

/** The exact score of each agent over the cells that were measured. */
function scoresOf(agents: Agents, arm: ArmAtLook): ReadonlyMap<string, Fraction> {
  const own = resultsByAgent(agents, resultsOf(arm, measuredEvals(arm)));
  return new Map([...own].map(([name, results]) => [name, rawScore(results)]));
}

function scoresWithin(agents: Agents | null, arm: ArmAtLook): Pick<StrictStanding, 'agents'> {
  if (agents === null) return {};
  return {
    agents: Object.fromEntries([...scoresOf(agents, arm)].map(([name, score]) => [name, formatFraction(score)])),
  };
}

/** What each agent scored, and what the incumbent scored with it; nothing in a run with one. */
function numbersByAgent(agents: Agents | null, standing: StrictStanding | null, arm: ArmAtLook): Numbers {
  if (agents === null) return {};
  const told = [...scoresOf(agents, arm)].map(([name, score]) => {
    const best = standing?.agents?.[name];
    return [name, { score: formatFraction(score), ...(best === undefined ? {} : { best }) }] as const;
  });
  return { agents: Object.fromEntries(told) };
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
