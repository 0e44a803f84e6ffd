/** Why a candidate got its verdict before its time; part of the reason of its decision. */
export const BUDGET_SPENT = 'budget spent';
export const AGENTS_CHANGED = 'agents changed';

/** The cut that a decision's reason names; null for a verdict in its time. */
export function cutIn(reason: string): string | null {
  return [BUDGET_SPENT, AGENTS_CHANGED].find((cut) => reason.startsWith(`drop: ${cut}`)) ?? null;
}
