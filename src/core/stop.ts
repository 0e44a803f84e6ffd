import { capReached, type Spend } from './budget.ts';
import type { Decision } from './schema/decision.ts';
import type { Limits, StopReason } from './schema/run.ts';

export interface Standing {
  readonly limits: Limits;
  readonly spend: Spend;
  /** Decided iterations, in order. */
  readonly decisions: readonly Decision[];
  /** Executor calls that the next iteration needs at least; 0 when one is open already. */
  readonly nextTrials: number;
  /** An iteration was begun and is not decided. */
  readonly open: boolean;
}

/** Why no further iteration is begun; null when one is. An iteration that was begun is finished unless a cap forbids it. */
export function whyStop(standing: Standing): StopReason | null {
  const { limits, spend, decisions, nextTrials, open } = standing;
  if (decisions.length > 0 && !open) {
    if (decisions.at(-1)?.best_after === 1) return 'ceiling';
    if (decisions.length > limits.iterations) return 'iterations';
    if (limits.max_reverts !== null && revertsInARow(decisions) >= limits.max_reverts) return 'reverts';
  }
  return capReached(limits, spend, nextTrials);
}

function revertsInARow(decisions: readonly Decision[]): number {
  const lastKept = decisions.findLastIndex(({ decision }) => decision === 'keep');
  return decisions.length - 1 - lastKept;
}
