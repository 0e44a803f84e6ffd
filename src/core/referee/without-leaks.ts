import type { ArmAtLook, Rule, Ruling } from './port.ts';

/**
 * A rule that drops a candidate as soon as a canary shows up in one of its trials: whoever saw what is graded is not
 * measured by it, in no eval.
 */
export function withoutLeaks<Standing>(rule: Rule<Standing>): Rule<Standing> {
  return {
    ...rule,
    judge: (standing, arms) =>
      rule.judge(standing, arms).map((ruling, place) => {
        const leaked = leakIn(arms[place]);
        return leaked === null ? ruling : dropFor(leaked, ruling);
      }),
  };
}

/** The first eval of a candidate in whose trial a canary showed up; null where there is none. */
function leakIn(arm: ArmAtLook | undefined): string | null {
  if (arm?.plan.purpose !== 'candidate') return null;
  return arm.results.find(({ measurement }) => measurement.outcome === 'leak')?.slot.evalId ?? null;
}

function dropFor(evalId: string, { numbers = {} }: Ruling): Ruling {
  return { type: 'drop', reason: `drop: leak: the canary stands in a trial of eval ${evalId}`, score: null, numbers };
}
