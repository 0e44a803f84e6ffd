import { type ProcessEnd, runProcess } from '../platform/process.ts';
import type { Command } from '../platform/sandbox/port.ts';
import { failed } from './failed.ts';
import type { AgentCall, AgentEnd } from './port.ts';

/** Tool calls after which a client that takes no such cap is ended: it goes in circles. Time and cost end real work long before. */
const MAX_STEPS = 100;

interface Reader {
  line(text: string): void;
  /** `steps`: tool calls that ended. */
  facts(): { readonly steps: number };
}

/** Runs a client that reads the prompt from standard input, and ends it when it goes in circles. */
export async function runCapped(command: Command, call: AgentCall, reader: Reader): Promise<ProcessEnd> {
  const circling = new AbortController();
  return runProcess({
    ...(await call.confine(command)),
    marker: call.marker,
    input: call.prompt,
    timeoutMs: call.timeoutMs,
    signal: AbortSignal.any([call.signal, circling.signal]),
    onLine(line) {
      reader.line(line);
      if (reader.facts().steps >= MAX_STEPS) circling.abort();
    },
  });
}

/** The end of a call of which our timer, the run's or the cap on steps decided; null where the client ended by itself. */
export function endByUs({ type }: ProcessEnd, { signal }: Pick<AgentCall, 'signal'>): AgentEnd | null {
  if (type === 'timeout') return { type: 'timeout' };
  if (type !== 'aborted') return null;
  return signal.aborted
    ? { type: 'interrupted' }
    : failed('cap', `reached the maximum number of ${MAX_STEPS} tool calls`);
}
