import { strict } from '../../dist/core/referee/strict.js';

/**
 * Rule `strict`, but the incumbent's failing evals run first, a few at a time, and a pass ends as soon as perfect
 * scores on the rest could not save it. The verdict on a complete pass is that of `strict` itself.
 *
 * @typedef {{ strict: any, scores: ReadonlyMap<string, number> }} Standing The scores of the incumbent's own pass, by eval.
 */

/** @type {import('../../src/core/referee/port.ts').Rule<Standing>} */
export const strictWithEarlyStop = {
  ...strict,
  name: 'strict with early stop',
  start: { strict: strict.start, scores: new Map() },
  parse: () => null,
  best: (standing) => strict.best(standing.strict),
  plan(standing, request) {
    const [block = []] = strict.plan(standing.strict, request);
    if (request.purpose !== 'candidate') return [block];
    const scoreOf = ({ evalId }) => standing.scores.get(evalId) ?? 0;
    const order = [...block].sort((a, b) => scoreOf(a) - scoreOf(b));
    const size = Math.min(4, Math.ceil(order.length / 4));
    return Array.from({ length: Math.ceil(order.length / size) }, (_, index) =>
      order.slice(index * size, (index + 1) * size),
    );
  },
  judge: (standing, arms) => arms.map((arm) => judgeArm(standing, arm)),
  absorb(standing, verdict, arm) {
    const inner = strict.absorb(standing.strict, verdict, arm);
    const incumbent = verdict.type === 'measured' || verdict.type === 'keep';
    return { strict: inner, scores: incumbent ? scoresOf(arm) : standing.scores };
  },
};

function judgeArm(standing, arm) {
  if (arm.plan.purpose !== 'candidate' || arm.look === arm.plan.blocks.length)
    return strict.judge(standing.strict, [arm])[0];
  const count = arm.plan.blocks.flat().length;
  const lost = [...scoresOf(arm).values()].reduce((sum, score) => sum + 1 - score, 0);
  const bound = 1 - lost / count;
  if (bound > strict.best(standing.strict).value) return { type: 'continue' };
  return { type: 'drop', reason: `drop: at most ${bound}`, score: null, numbers: {} };
}

function scoresOf(arm) {
  return new Map(
    arm.results.map(({ slot, measurement }) => [
      slot.evalId,
      measurement.outcome === 'graded' ? measurement.passed / measurement.total : 0,
    ]),
  );
}
