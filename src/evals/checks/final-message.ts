import type { AgentEvent } from '../../agents/port.ts';

/** What the agent said last; empty when it said nothing. */
export function finalMessage(events: readonly AgentEvent[]): string {
  const last = events.findLast((event) => event.type === 'message' && event.role === 'assistant');
  return last?.type === 'message' ? last.text : '';
}
