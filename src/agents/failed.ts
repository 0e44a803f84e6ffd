import type { ErrorKind } from '../core/schema/trial.ts';
import type { ProcessEnd } from '../platform/process.ts';
import type { AgentEnd } from './port.ts';

type Failure = Extract<AgentEnd, { type: 'failed' }>;

/** The end of a call that failed. */
export function failed(kind: ErrorKind, message: string): Failure {
  return { type: 'failed', kind, message, retryAfterMs: null };
}

interface Silence {
  /** The client's name. */
  readonly client: string;
  /** Whether it had begun to work: then its work was cut off, otherwise it crashed. */
  readonly begun: boolean;
  readonly log: readonly string[];
}

/** The end of a client that went without saying how its work ended. */
export function endWithoutResult(ended: ProcessEnd, { client, begun, log }: Silence): Failure {
  if (ended.startError !== null) return failed('crash', `could not be started: ${ended.startError.message}`);
  const how = ended.killedBy === null ? `exited with code ${ended.exitCode}` : `was ended by ${ended.killedBy}`;
  const why = `${ended.stderr}\n${log.join('\n')}`.trim().slice(-500);
  return failed(begun ? 'cut' : 'crash', `${client} ${how} without a result${why === '' ? '' : `: ${why}`}`);
}
