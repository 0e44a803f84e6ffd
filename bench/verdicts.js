import { race } from '../dist/core/referee/race.js';
import { openReferee } from '../dist/core/referee/referee.js';
import { strict } from '../dist/core/referee/strict.js';

const EVALS = 1000;
const EXPECTATIONS = 4;
const evalIds = Array.from({ length: EVALS }, (_, index) => `eval-${index}`);
const evals = evalIds.map((id) => ({ id, expectations: EXPECTATIONS, weight: 1 }));
const RULES = [strict, race({ seed: 1, confidence: 'balanced', evals })];

/** What the last trial of a pass over 1,000 evals costs until its verdict is there, and the trial before it that costs most. */
export function measureVerdicts(rounds) {
  return RULES.flatMap((rule) => {
    const [verdicts, others] = [[], []];
    const baseline = { id: 'baseline', purpose: 'baseline', iteration: 0, batch: 0 };
    const { referee } = drive(openReferee(rule, rule.start), baseline, (place) => place % EXPECTATIONS);
    const { standing } = referee.fold({ type: 'arm_closed', arm: 'baseline' });
    // The first rounds compile.
    for (let round = -2; round < rounds; round += 1) {
      // Better by one expectation: so no rule has seen enough before the pass is complete.
      const candidate = { id: 'candidate', purpose: 'candidate', iteration: 1, batch: 1 };
      const { costs } = drive(openReferee(rule, standing), candidate, (place) => (place % EXPECTATIONS) + 1);
      if (round < 0) continue;
      verdicts.push(costs.at(-1));
      others.push(Math.max(...costs.slice(0, -1)));
    }
    return [
      { what: `verdict over 1,000 evals, rule ${rule.name}`, samples: verdicts, unit: 'ms', target: 'at most 1 ms' },
      { what: `any other trial, rule ${rule.name}`, samples: others, unit: 'ms' },
    ];
  });
}

/** Runs an arm to its verdict; `costs` are the milliseconds that the referee takes for the end of each trial. */
function drive(begun, arm, passedAt) {
  const blocks = begun.plan({ purpose: arm.purpose, evalIds });
  let referee = begun.fold({ type: 'arm_opened', plan: { ...arm, blocks } });
  const costs = [];
  for (let asked = referee.next(1); asked.every(({ type }) => type === 'start'); asked = referee.next(1)) {
    const [{ slot }] = asked;
    referee = referee.fold({ type: 'trial_started', arm: arm.id, slot });
    const measurement = { outcome: 'graded', passed: passedAt(evalIds.indexOf(slot.evalId)), total: EXPECTATIONS };
    const start = performance.now();
    referee = referee.fold({ type: 'trial_ended', arm: arm.id, slot, measurement });
    costs.push(performance.now() - start);
  }
  if (costs.length < EVALS) throw new Error(`the verdict on ${arm.id} came after ${costs.length} trials`);
  return { referee, costs };
}
