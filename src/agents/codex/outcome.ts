import type { ProcessEnd } from '../../platform/process.ts';
import { endWithoutResult, failed } from '../failed.ts';
import type { AgentCall, AgentEnd, AgentEvent } from '../port.ts';
import { kindOfRefusal } from '../refusal.ts';
import { endByUs } from '../run-capped.ts';
import type { StreamFacts } from './stream.ts';

export interface CallRecord {
  readonly call: Pick<AgentCall, 'signal'>;
  readonly ended: ProcessEnd;
  readonly facts: StreamFacts;
  readonly events: readonly AgentEvent[];
}

/** How a call ended: our own timer first, then the parsed stream. The exit code is not asked. */
export function endOfCall({ call, ended, facts, events }: CallRecord): AgentEnd {
  return endByUs(ended, call) ?? endOfTurn(facts, events) ?? endWithoutResult(ended, { client: 'codex', ...facts });
}

function endOfTurn({ end, text }: StreamFacts, events: readonly AgentEvent[]): AgentEnd | null {
  if (end === null) return null;
  if ('error' in end) return failed(kindOfRefusal(end.error), end.error);
  const silent = text.trim() === '' && !events.some((event) => event.type === 'tool_call');
  return silent ? failed('empty', 'ended without a word and without a tool call') : { type: 'completed' };
}
