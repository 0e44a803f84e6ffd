import type { CapReason } from './budget.ts';
import type { Decision } from './schema/decision.ts';
import type { Limits, StopReason } from './schema/run.ts';

export interface Standing {
  readonly limits: Pick<Limits, 'iterations' | 'max_reverts'>;
  /** Decided iterations, in order. */
  readonly decisions: readonly Decision[];
  /** Nothing can be better than the incumbent. */
  readonly atCeiling: boolean;
  /** The cap that forbids what the next iteration needs at least; null when none does. */
  readonly cap: CapReason | null;
  /** An iteration was begun and is not decided. */
  readonly open: boolean;
}

/** Why no further iteration is begun; null when one is. An iteration that was begun is finished unless a cap forbids it. */
export function whyStop({ limits, decisions, atCeiling, cap, open }: Standing): StopReason | null {
  if (decisions.length > 0 && !open) {
    if (atCeiling) return 'ceiling';
    if (decisions.length > limits.iterations) return 'iterations';
    if (limits.max_reverts !== null && revertsInARow(decisions) >= limits.max_reverts) return 'reverts';
  }
  return cap;
}

function revertsInARow(decisions: readonly Decision[]): number {
  const lastKept = decisions.findLastIndex(({ decision }) => decision === 'keep');
  return decisions.length - 1 - lastKept;
}
