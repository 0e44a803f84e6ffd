import {
  brokenText,
  dropReadings,
  type Guardrails,
  guardrailText,
  isBroken,
  type Reading,
  sizeReadings,
  usedReadings,
} from '../guardrails.ts';
import type { ArmAtLook, Rule, Ruling, Verdict } from './port.ts';

type Keep = Extract<Verdict, { type: 'keep' | 'drop' }>;

/**
 * A rule whose candidates must stay within limits, whatever their score: what the rule would keep is dropped where it
 * breaks one. What was not measured breaks nothing, and the reason says so.
 */
export function guarded<Standing>(rule: Rule<Standing>, guardrails: Guardrails | null): Rule<Standing> {
  if (guardrails === null) return rule;
  return {
    ...rule,
    judge: (standing, arms) =>
      rule.judge(standing, arms).map((ruling, place) => {
        const arm = arms[place];
        if (ruling.type !== 'keep' || arm === undefined) return ruling;
        const falls = rule.falls?.(standing, arm) ?? new Map<string, number>();
        const readings = [...readingsOfTrials(guardrails, arm), ...dropReadings(guardrails, falls)];
        return heldTo(readings, arm, ruling);
      }),
  };
}

/** What is read off an arm alone: its size, and what its graded trials took. */
export function readingsOfTrials(
  guardrails: Guardrails | null,
  { plan, results }: Pick<ArmAtLook, 'results'> & { readonly plan: Pick<ArmAtLook['plan'], 'size'> },
): readonly Reading[] {
  const graded = results.flatMap(({ slot, measurement }) =>
    measurement.outcome === 'graded' ? [{ evalId: slot.evalId, used: measurement.used ?? null }] : [],
  );
  return [...sizeReadings(guardrails, plan.size ?? null), ...usedReadings(guardrails, graded)];
}

function heldTo(readings: readonly Reading[], arm: ArmAtLook, kept: Keep): Ruling {
  const numbers = { ...kept.numbers, guardrails: readings };
  const broken = readings.find(isBroken);
  if (broken !== undefined) {
    if (mayBeChance(broken, arm)) return { type: 'continue', numbers };
    return { ...kept, type: 'drop', reason: `drop: ${brokenText(broken)}`, numbers };
  }
  const unknown = readings.filter(({ value }) => value === null);
  if (unknown.length === 0) return { ...kept, numbers };
  const names = unknown.map(({ guardrail, limit }) => guardrailText(guardrail, limit));
  return { ...kept, reason: `${kept.reason}; guardrail ${names.join(', ')} unmeasured`, numbers };
}

/** One trial of an eval is not held against a candidate where more can be run. */
function mayBeChance({ eval: evalId }: Reading, { look, plan, results }: ArmAtLook): boolean {
  if (evalId === undefined || look >= plan.blocks.length) return false;
  return results.filter(({ slot }) => slot.evalId === evalId).length < 2;
}
