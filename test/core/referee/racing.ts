import { z } from 'zod';
import type { ArmAtLook, Block, Rule, Ruling, Verdict } from '../../../src/core/referee/port.ts';
import {
  add,
  compare,
  type Fraction,
  formatFraction,
  fraction,
  mean,
  parseFraction,
  toDecimal,
  toNumber,
} from '../../../src/core/stats/fraction.ts';

const stored = z.object({
  belief: z.string().refine((text) => parseFraction(text) !== null),
  /** Names of the absorbed arms: shows in which order they were, and whether one was absorbed twice. */
  absorbed: z.array(z.string()),
});
type Belief = z.infer<typeof stored>;

/** Evals in one block of a candidate. */
const BLOCK = 2;

/**
 * A small race: proposals run a first block side by side, the best goes on alone, and has to be above the belief at
 * every look. Like rule `race` it moves its belief with each drop, and takes each eval twice at once.
 */
export const racing: Rule<Belief> = {
  name: 'racing',
  start: { belief: '0/1', absorbed: [] },
  parse: (text) => stored.safeParse(text).data ?? null,
  best(standing) {
    const belief = beliefOf(standing);
    return { value: toNumber(belief), cell: toDecimal(belief) };
  },
  plan(_standing, { purpose, evalIds }) {
    const perEval = evalIds.map((evalId) => [1, 2].map((trial) => ({ evalId, trial })));
    if (purpose !== 'candidate') return [perEval.flat()];
    const blocks: Block[] = [];
    for (let at = 0; at < perEval.length; at += BLOCK) blocks.push(perEval.slice(at, at + BLOCK).flat());
    return blocks;
  },
  judge(standing, arms) {
    const [first] = [...arms].sort((a, b) => compare(scoreOf(b), scoreOf(a)) || a.plan.iteration - b.plan.iteration);
    return arms.map((arm) => (arm === first ? rulingOn(standing, arm) : behind(arm, first)));
  },
  cut: (_standing, arm, reason) => ({
    type: 'drop',
    reason: `drop: ${reason} after ${arm.look} blocks`,
    score: null,
    numbers: { trials: arm.results.length },
  }),
  absorb({ belief, absorbed }, verdict, arm) {
    const score = scoreOf(arm);
    const known = parseFraction(belief) ?? fraction(0);
    const moved = verdict.type === 'drop' ? half(add(known, score)) : score;
    return { belief: formatFraction(moved), absorbed: [...absorbed, arm.plan.id] };
  },
};

function rulingOn(standing: Belief, arm: ArmAtLook): Ruling {
  const [score, belief] = [scoreOf(arm), beliefOf(standing)];
  const numbers = { look: arm.look, trials: arm.results.length, score: formatFraction(score) };
  if (arm.plan.purpose !== 'candidate') return { type: 'measured', reason: 'baseline', score, numbers };
  if (compare(score, belief) <= 0) {
    return { type: 'drop', reason: `drop: ${toDecimal(score)} <= ${toDecimal(belief)}`, score: null, numbers };
  }
  if (arm.look < arm.plan.blocks.length) return { type: 'continue', numbers };
  return { type: 'keep', reason: `keep: ${toDecimal(score)} > ${toDecimal(belief)}`, score, numbers };
}

function behind(arm: ArmAtLook, first: ArmAtLook | undefined): Verdict {
  const reason = `drop: behind iteration ${first?.plan.iteration}`;
  return { type: 'drop', reason, score: null, numbers: { look: arm.look, trials: arm.results.length } };
}

function beliefOf({ belief }: Belief): Fraction {
  return parseFraction(belief) ?? fraction(0);
}

function half({ num, den }: Fraction): Fraction {
  return fraction(num, den * 2n);
}

/** An arm of which nothing was measured is the worst of its batch; a real rule would say more. */
function scoreOf(arm: ArmAtLook): Fraction {
  const scores = arm.results.flatMap(({ measurement }) =>
    measurement.outcome === 'graded' ? [fraction(measurement.passed, measurement.total)] : [],
  );
  return scores.length === 0 ? fraction(-1) : mean(scores);
}
