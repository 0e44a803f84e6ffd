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
  unpriced: EXIT.invalid,
  user: EXIT.interrupted,
  agent_unavailable: EXIT.agent,
  unmeasured: EXIT.unmeasured,
  errors: EXIT.unmeasured,
};

/** The exit code of a run that ended for this reason; an interrupt has the code of its signal. */
export function exitCodeOf(reason: StopReason, interruptCode: number | null): number {
  return reason === 'user' ? (interruptCode ?? EXIT.interrupted) : EXIT_BY_STOP[reason];
}

const MEANING: Readonly<Record<keyof typeof EXIT, string>> = {
  done: 'done',
  bug: 'an error that is a bug of skillratchet',
  invalid:
    'wrong usage or input: flags, skill, evals, workspace, a lock, permissions, a full disk; errors found by lint',
  refused:
    'refused: it would lose work, repeat an iteration, or run what you forbade; or a score that you asked for is not reached',
  agent: 'an agent is missing, is not logged in, or does not answer',
  capped: 'stopped by a cap that you set; the best version is kept',
  unmeasured: 'too little could be measured, or verify found a difference',
  interrupted: 'interrupted by Ctrl-C; the same command goes on',
  terminated: 'ended by SIGTERM; the same command goes on',
};

/** `help exit-codes`: a line each. */
export function exitCodesHelp(): string {
  const meanings = new Map(Object.entries(MEANING));
  const lines = Object.entries(EXIT).map(([name, code]) => `${String(code).padStart(5)}  ${meanings.get(name)}`);
  return ['Exit codes:', ...lines].join('\n');
}
