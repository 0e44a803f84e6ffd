import type { AgentEnd } from '../../../src/agents/port.ts';
import type { Fault } from '../../support/model-server/faults.ts';

/** How a call ends when the service fails so, whichever agent it is. */
export const FAULT_TABLE: Readonly<Record<Fault, string>> = {
  'login refused (401)': 'auth',
  'request refused (400)': 'crash',
  'model unknown (404)': 'auth',
  'too many requests (429)': 'rate_limit',
  'server error (500)': 'overload',
  'overloaded (529)': 'overload',
  'overloaded twice, then fine': 'completed',
  'no answer at all': 'timeout',
  'stream goes silent': 'timeout',
  'stream is cut': 'cut',
  '200 with garbage': 'crash',
  'error after a file was written': 'crash',
  // The work is done, and what was made can be graded.
  'empty final text': 'completed',
};

export function endName(end: AgentEnd): string {
  return end.type === 'failed' ? end.kind : end.type;
}
