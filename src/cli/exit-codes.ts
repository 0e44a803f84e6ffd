import { EXIT } from '../core/errors.ts';
import type { StopReason } from '../core/schema/run.ts';

const EXIT_BY_STOP: Readonly<Record<StopReason, number>> = {
  ceiling: EXIT.done,
  iterations: EXIT.done,
  reverts: EXIT.done,
  trials: EXIT.capped,
  money: EXIT.capped,
  tokens: EXIT.capped,
  time: EXIT.capped,
  user: EXIT.interrupted,
  agent_unavailable: EXIT.agent,
  unmeasured: EXIT.unmeasured,
  errors: EXIT.bug,
};

/** The exit code of a run that ended for this reason; an interrupt has the code of its signal. */
export function exitCodeOf(reason: StopReason, interruptCode: number | null): number {
  return reason === 'user' ? (interruptCode ?? EXIT.interrupted) : EXIT_BY_STOP[reason];
}
