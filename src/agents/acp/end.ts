import type { StopReason } from '@agentclientprotocol/sdk';
import { deniedTool } from '../denied.ts';
import { endWithoutResult, failed } from '../failed.ts';
import type { AgentCall, AgentEnd, AgentEvent } from '../port.ts';
import { kindOfRefusal } from '../refusal.ts';
import type { Connected } from './connection.ts';
import type { Guard } from './guard.ts';
import { type AcpSdk, isLoginError, Misspoken } from './session.ts';

export interface Finished {
  readonly call: Pick<AgentCall, 'role'>;
  /** How we or the run ended it; null where it ended by itself. */
  readonly cutOff: AgentEnd | null;
  readonly connected: Connected<StopReason>;
  readonly guard: Pick<Guard, 'denied' | 'changing'>;
  readonly text: string;
  readonly events: readonly AgentEvent[];
  readonly sdk: Pick<AcpSdk, 'RequestError'>;
}

/** How a call ended: our own timer and signal first, then what the client answered to the prompt. */
export function endOfCall(finished: Finished): AgentEnd {
  const { cutOff, connected, events, sdk } = finished;
  const { ended, settled, log } = connected;
  if (cutOff !== null && settled?.type !== 'done') return cutOff;
  if (settled?.type === 'done') return endOfTurn(settled.value, finished);
  const error = settled?.error;
  if (isLoginError(sdk, error)) return failed('auth', 'the client is not logged in');
  if (error instanceof sdk.RequestError) return endOfError(error);
  if (error instanceof Misspoken) return failed('protocol', error.message);
  return endWithoutResult(ended, { client: 'the client', begun: events.length > 0, log });
}

function endOfTurn(reason: StopReason, { call, guard, text, events }: Finished): AgentEnd {
  switch (reason) {
    case 'max_tokens':
    case 'max_turn_requests':
      return failed('cap', `the client stopped at its own limit (${reason})`);
    case 'refusal':
      return failed('denied', 'the model refused to go on');
    case 'cancelled':
      return failed('crash', 'the client cancelled its work by itself');
    case 'end_turn':
      break;
  }
  const tool = deniedTool(events, guard);
  if (tool !== null && call.role !== 'judge')
    return failed('denied', `${tool} reached out of the work folder and was refused`);
  const silent = text.trim() === '' && !events.some(({ type }) => type === 'tool_call');
  return silent ? failed('empty', 'ended without a word and without a tool call') : { type: 'completed' };
}

/** Clients put what the service said into words of their own. */
function endOfError({ message, data }: InstanceType<AcpSdk['RequestError']>): AgentEnd {
  const detail =
    data === undefined || data === null ? '' : ` ${typeof data === 'string' ? data : JSON.stringify(data)}`;
  const words = `${message}${detail}`.slice(0, 500);
  return failed(kindOfRefusal(words), words);
}
