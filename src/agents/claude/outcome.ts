import type { ErrorKind } from '../../core/schema/trial.ts';
import type { ProcessEnd } from '../../platform/process.ts';
import { deniedTool } from '../denied.ts';
import { endWithoutResult, failed } from '../failed.ts';
import type { AgentCall, AgentEnd, AgentEvent } from '../port.ts';
import { kindOfStatus } from '../status-kind.ts';
import type { ResultLine } from './line.ts';
import { misloaded } from './skills.ts';
import type { StreamFacts } from './stream.ts';

/** Tools that change something: a call that was denied one of them has not done what it was asked. */
const CHANGING_TOOLS: ReadonlySet<string> = new Set(['Write', 'Edit', 'MultiEdit', 'NotebookEdit', 'Bash']);

const KIND_BY_API_ERROR: Readonly<Record<string, ErrorKind>> = {
  authentication_failed: 'auth',
  oauth_org_not_allowed: 'auth',
  billing_error: 'auth',
  model_not_found: 'auth',
  rate_limit: 'rate_limit',
  overloaded: 'overload',
  server_error: 'overload',
  max_output_tokens: 'cap',
};

/** An answer that broke off, which the client calls an error of the server. */
const LOST_CONNECTION = /Connection to the API was lost/;

const KIND_BY_SUBTYPE: Readonly<Record<string, ErrorKind>> = {
  error_max_turns: 'cap',
  error_max_budget_usd: 'cap',
  error_max_structured_output_retries: 'protocol',
};

export interface CallRecord {
  readonly call: Pick<AgentCall, 'role' | 'skill' | 'schema' | 'signal'>;
  readonly ended: ProcessEnd;
  readonly facts: StreamFacts;
  readonly events: readonly AgentEvent[];
}

/**
 * How a call ended: our own timer first, then the parsed stream. The client's exit code and the `subtype` of an API
 * failure say success where there was none, so neither is asked.
 */
export function endOfCall(record: CallRecord): AgentEnd {
  const { ended, facts } = record;
  if (ended.type === 'timeout') return { type: 'timeout' };
  if (ended.type === 'aborted') return endOfAborted(record);
  if (facts.result === null) {
    return endWithoutResult(ended, { client: 'claude', begun: facts.init !== null, log: facts.log });
  }
  return (
    apiFailure(facts.result, facts) ??
    notLoaded(record) ??
    ownFailure(facts.result) ??
    deniedChange(record, facts.result) ??
    noAnswer(record, facts.result) ?? { type: 'completed' }
  );
}

/** A call is aborted by its caller, or by us when it sees the wrong skills. */
function endOfAborted(record: CallRecord): AgentEnd {
  return (record.call.signal.aborted ? null : notLoaded(record)) ?? { type: 'interrupted' };
}

/** An API failure comes as a result of subtype `success` with `is_error`. */
function apiFailure(result: ResultLine, { apiError }: StreamFacts): AgentEnd | null {
  if (!result.is_error || result.subtype !== 'success') return null;
  const told = LOST_CONNECTION.test(result.result) ? 'cut' : KIND_BY_API_ERROR[apiError ?? ''];
  const kind = kindOfStatus(result.api_error_status) ?? told ?? 'crash';
  return failed(kind, result.result);
}

function notLoaded({ call, facts }: CallRecord): AgentEnd | null {
  const why = facts.init === null ? 'it did not say which skills it sees' : misloaded(call, facts.init);
  return why === null ? null : failed('not_loaded', why);
}

function ownFailure(result: ResultLine): AgentEnd | null {
  if (!result.is_error) return null;
  const message = result.errors.join('; ') || result.result || result.subtype;
  return failed(KIND_BY_SUBTYPE[result.subtype] ?? 'crash', message);
}

/** A denied change that the agent then brought about in another way is no failure, and a judge has nothing to change. */
function deniedChange({ call, events }: CallRecord, { permission_denials }: ResultLine): AgentEnd | null {
  const denied = permission_denials.map(({ tool_use_id }) => tool_use_id);
  const tool = deniedTool(events, { denied, changing: CHANGING_TOOLS });
  return tool === null || call.role === 'judge' ? null : failed('denied', `permission to use ${tool} was denied`);
}

/** What an improver edited stands without its words: its last line is then the changelog. */
function noAnswer({ call, events }: CallRecord, result: ResultLine): AgentEnd | null {
  const structured = result.structured_output ?? null;
  if (call.role !== 'improver' && call.schema !== null && structured === null) {
    return failed('protocol', 'answered without the structured answer that was asked for');
  }
  const silent = result.result.trim() === '' && !events.some((event) => event.type === 'tool_call');
  return silent ? failed('empty', 'ended without a word and without a tool call') : null;
}
