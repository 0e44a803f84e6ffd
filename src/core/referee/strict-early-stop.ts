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
import type { Agents } from './agents.ts';
import { askedEvals } from './coverage.ts';
import type { ArmAtLook, Block, Rule, Ruling, Slot } from './port.ts';
import { rawScore } from './raw-score.ts';
import { type StrictStanding, strictAmong } from './strict.ts';

const standingSchema = z.object({
  strict: z.unknown(),
  /** Exact score of each eval in the incumbent's own pass; what was not measured is absent. */
  scores: z.record(z.string(), z.string()),
});

interface EarlyStanding {
  readonly strict: StrictStanding;
  readonly scores: Readonly<Record<string, string>>;
}

/** A pass is looked at after every fourth part of it, and at the latest after so many trials. */
const PARTS = 4;
const MOST_AT_ONCE = 4;

/**
 * Rule `strict`, but the evals that the incumbent fails run first, and a pass ends as soon as perfect scores on the rest
 * could not save it. A pass that comes to its end is judged by `strict` itself.
 */
export function strictWithEarlyStop(agents: Agents | null): Rule<EarlyStanding> {
  const whole = strictByEval(agents);
  return {
    ...whole,
    plan(standing, request) {
      const [pass = []] = whole.plan(standing, request);
      return request.purpose === 'candidate' ? inParts(worstFirst(standing, pass)) : [pass];
    },
    judge: (standing, arms) => arms.flatMap((arm) => stopEarly(standing, arm) ?? whole.judge(standing, [arm])),
  };
}

/** Rule `strict`, which also remembers what the incumbent scored in each eval. */
export function strictByEval(agents: Agents | null): Rule<EarlyStanding> {
  const strict = strictAmong(agents);
  return {
    name: 'strict',
    start: { strict: strict.start, scores: {} },
    parse(stored) {
      const parsed = standingSchema.safeParse(stored).data;
      const inner = strict.parse(parsed?.strict);
      return parsed === undefined || inner === null ? null : { strict: inner, scores: parsed.scores };
    },
    best: (standing) => strict.best(standing.strict),
    plan: (standing, request) => strict.plan(standing.strict, request),
    judge: (standing, arms) => strict.judge(standing.strict, arms),
    cut: (standing, arm, reason) => strict.cut(standing.strict, arm, reason),
    absorb(standing, verdict, arm) {
      const ofIncumbent = verdict.type === 'keep' || (verdict.type === 'measured' && arm.plan.purpose === 'baseline');
      const inner = strict.absorb(standing.strict, verdict, arm);
      return { strict: inner, scores: ofIncumbent ? scoresOf(arm) : standing.scores };
    },
    falls({ scores }, arm) {
      const measured = Object.entries(scoresOf(arm)).map(([evalId, score]) => {
        const before = scores[evalId];
        return before === undefined ? [] : [[evalId, scoreValue(before) - scoreValue(score)] as const];
      });
      return new Map(measured.flat());
    },
  };
}

function scoreValue(score: string): number {
  return toNumber(parseFraction(score) ?? fraction(0));
}

/** Evals by what the incumbent scored in them, those without a stored score first; equals stay in the suite's order. */
function worstFirst({ scores }: EarlyStanding, pass: Block): Block {
  const scoreOf = ({ evalId }: Slot): Fraction => parseFraction(scores[evalId] ?? '') ?? fraction(0);
  return [...pass].sort((a, b) => compare(scoreOf(a), scoreOf(b)));
}

function inParts(pass: Block): readonly Block[] {
  const size = Math.max(1, Math.min(MOST_AT_ONCE, Math.ceil(pass.length / PARTS)));
  return Array.from({ length: Math.ceil(pass.length / size) }, (_, part) => pass.slice(part * size, (part + 1) * size));
}

/** null for an arm at its end, and for one that only measures: the rule itself judges those. */
function stopEarly(standing: EarlyStanding, arm: ArmAtLook): readonly Ruling[] | null {
  const best = parseFraction(standing.strict.best ?? '');
  if (best === null || arm.look === arm.plan.blocks.length) return null;
  const bound = upperBound(arm);
  if (compare(bound, best) > 0) return [{ type: 'continue' }];
  const [seen, all] = [askedEvals(arm).size, plannedEvals(arm).length];
  const reason = `drop: score at most ${toDecimal(bound)} <= ${toDecimal(best)} after ${seen} of ${all} evals`;
  const numbers = { evals_asked: seen, upper_bound: formatFraction(bound), best: formatFraction(best) };
  return [{ type: 'drop', reason, score: null, numbers }];
}

/** The score of the pass if every trial that is not graded yet, or could not be, came out perfect. */
function upperBound(arm: ArmAtLook): Fraction {
  return mean(plannedEvals(arm).map((evalId) => boundOfEval(arm, evalId)));
}

function plannedEvals({ plan }: ArmAtLook): readonly string[] {
  return [...new Set(plan.blocks.flat().map(({ evalId }) => evalId))];
}

function boundOfEval({ plan, results }: ArmAtLook, evalId: string): Fraction {
  const planned = plan.blocks.flat().filter((slot) => slot.evalId === evalId).length;
  const graded = results.flatMap(({ slot, measurement }) =>
    slot.evalId === evalId && measurement.outcome === 'graded' ? [fraction(measurement.passed, measurement.total)] : [],
  );
  const perfect = Array.from({ length: planned - graded.length }, () => fraction(1));
  return mean([...graded, ...perfect]);
}

function scoresOf(arm: ArmAtLook): Readonly<Record<string, string>> {
  const scores = [...askedEvals(arm)].flatMap((evalId) => {
    const graded = arm.results.filter(
      ({ slot, measurement }) => slot.evalId === evalId && measurement.outcome === 'graded',
    );
    return graded.length === 0 ? [] : [[evalId, formatFraction(rawScore(graded))] as const];
  });
  return Object.fromEntries(scores);
}
