import type { ArmAtLook } from '../port.ts';

/** How far an arm is in its passes. The trials of a pass have the pass's number. */
export interface Progress {
  /** Complete passes. */
  readonly passes: number;
  /** Whether the last block ended a pass. */
  readonly passEnded: boolean;
  /** Whether it was the last block of the plan. */
  readonly last: boolean;
}

export function progressOf({ plan, look }: ArmAtLook): Progress {
  const [pass, following] = [plan.blocks[look - 1]?.[0]?.trial ?? 0, plan.blocks[look]?.[0]?.trial ?? null];
  const passEnded = pass !== following && look > 0;
  return { passes: passEnded ? pass : Math.max(0, pass - 1), passEnded, last: following === null };
}
