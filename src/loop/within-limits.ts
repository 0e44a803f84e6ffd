import { failed } from '../agents/failed.ts';
import type { AgentAnswer, AgentCall } from '../agents/port.ts';
import { type CallLimits, excessText } from '../core/call-limits.ts';
import { watchCall } from '../platform/watch.ts';

/** As much as it likes, so that nothing needs to be looked at. */
const NO_WATCH = { signal: new AbortController().signal, stop: async () => null };

/**
 * Runs a call under the eye of its limits. One that breaks them is ended at once with all its processes, and has failed
 * by that, whatever it answered. One that reaches the cap on its cost is ended as well, unless it was over by then.
 */
export async function withinLimits(
  limits: CallLimits | null,
  call: AgentCall,
  run: (call: AgentCall) => Promise<AgentAnswer>,
): Promise<AgentAnswer> {
  const { marker, cwd, home, maxUsd } = call;
  const watch = limits === null ? NO_WATCH : watchCall({ marker, folders: [cwd, home], limits });
  const dear = new AbortController();
  const onSpent = (usd: number): void => {
    if (maxUsd !== null && usd >= maxUsd) dear.abort();
  };
  const signal = AbortSignal.any([call.signal, watch.signal, dear.signal]);
  try {
    const answer = await run({ ...call, onSpent, signal });
    const excess = await watch.stop();
    if (excess !== null) return { ...answer, end: failed('limit', excessText(excess)) };
    const isCapped = dear.signal.aborted && answer.end.type === 'interrupted' && !call.signal.aborted;
    return isCapped ? { ...answer, end: failed('cap', `stopped at the cost cap of ${maxUsd} US dollars`) } : answer;
  } finally {
    await watch.stop();
  }
}
