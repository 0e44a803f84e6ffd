import type { APICallError, FinishReason } from 'ai';
import { deniedTool } from '../denied.ts';
import { failed } from '../failed.ts';
import type { AgentCall, AgentEnd, AgentEvent } from '../port.ts';
import { retryAfterMs } from '../retry-after.ts';
import { kindOfStatus } from '../status-kind.ts';
import { CHANGING } from './tools/toolbox.ts';

/** What services answer when the account cannot be used, under a status that says something else. */
const ACCOUNT = /insufficient_quota|credit balance is too low|API_KEY_INVALID|API key not valid/;

/** The end of a call whose request to the service failed. */
export function endOfRequest(error: APICallError): AgentEnd {
  const { statusCode = null, responseHeaders = {}, responseBody = '' } = error;
  if (statusCode === null) return failed('overload', `the service cannot be reached: ${error.message}`);
  if (statusCode < 400) return unreadable(error);
  const message = `the service answered ${statusCode}: ${error.message}`;
  if (ACCOUNT.test(responseBody)) return failed('auth', message);
  const kind = kindOfStatus(statusCode) ?? 'crash';
  const canWait = kind === 'rate_limit' || kind === 'overload';
  const wait = canWait ? retryAfterMs(responseHeaders, { body: responseBody, now: Date.now() }) : null;
  return { ...failed(kind, message), retryAfterMs: wait };
}

/** The connection broke off in the middle, or what came is no answer. */
function unreadable({ cause, message }: APICallError): AgentEnd {
  return cause instanceof TypeError
    ? failed('cut', `the answer was cut: ${cause.message}`)
    : failed('protocol', `the service answered something that is no answer: ${message}`);
}

/** Whether a request that failed may have been paid all the same. */
export function mayBePaid({ statusCode = 0 }: APICallError): boolean {
  return statusCode < 400;
}

/** The end of a call whose model broke off; null where it just came to an end or wants to use tools. */
export function endOfStep(reason: FinishReason): AgentEnd | null {
  switch (reason) {
    case 'length':
      return failed('cap', 'the model reached the limit of its output');
    case 'content-filter':
      return failed('denied', 'the service withheld the answer (content filter)');
    case 'error':
      return failed('crash', 'the service broke off with an error');
    case 'stop':
    case 'tool-calls':
    case 'other':
      return null;
  }
}

interface Answered {
  readonly call: Pick<AgentCall, 'role' | 'schema'>;
  readonly text: string;
  readonly structured: unknown;
  /** Tool calls that were refused because of where they reached. */
  readonly denied: readonly string[];
  readonly events: readonly AgentEvent[];
}

/**
 * The end of a call whose model came to an end by itself. A judge that answers in prose has answered: whether that can
 * be used is for who asked it to say.
 */
export function endOfAnswer({ call, text, structured, denied, events }: Answered): AgentEnd {
  const tool = deniedTool(events, { denied, changing: CHANGING });
  if (tool !== null && call.role !== 'judge') {
    return failed('denied', `${tool} reached out of the work folder and was refused`);
  }
  if (structured !== null || text.trim() !== '') return { type: 'completed' };
  if (!events.some(({ type }) => type === 'tool_call')) {
    return failed('empty', 'ended without a word and without a tool call');
  }
  const asked = call.schema !== null && call.role !== 'improver';
  return asked ? failed('protocol', 'ended without the answer that was asked for') : { type: 'completed' };
}
