import type { ErrorKind } from '../../core/schema/trial.ts';
import type { ProcessEnd } from '../../platform/process.ts';
import { deniedTool } from '../denied.ts';
import { endWithoutResult, failed } from '../failed.ts';
import type { AgentCall, AgentEnd, AgentEvent } from '../port.ts';
import { kindOfStatus } from '../status-kind.ts';
import type { ResultLine } from './line.ts';
import type { StreamFacts } from './stream.ts';

const CHANGING_TOOLS: ReadonlySet<string> = new Set(['write_file', 'replace', 'edit', 'run_shell_command']);

export interface CallRecord {
  readonly call: Pick<AgentCall, 'role'>;
  readonly ended: ProcessEnd;
  readonly facts: StreamFacts;
  readonly events: readonly AgentEvent[];
}

/**
 * How a call ended: our own timer first, then the parsed stream. The client's exit code says success after a denied
 * write, a cut stream and a signal, and otherwise a status modulo 256, so it is not asked.
 */
export function endOfCall(record: CallRecord): AgentEnd {
  const { ended, facts } = record;
  if (ended.type === 'timeout') return { type: 'timeout' };
  if (ended.type === 'aborted') return { type: 'interrupted' };
  if (facts.result === null) return withoutResult(record);
  return serviceFailure(facts.result, ended) ?? ownFailure(record) ?? deniedChange(record) ?? { type: 'completed' };
}

/** Where the client has no login that it likes, it says so before it begins. */
function withoutResult({ ended, facts: { begun, log } }: CallRecord): AgentEnd {
  const end = endWithoutResult(ended, { client: 'gemini', begun: begun !== null, log });
  return begun === null && NO_LOGIN.test(end.message) ? { ...end, kind: 'auth' } : end;
}

const NO_LOGIN = /auth method|must specify the \w+ environment variable|FatalAuthenticationError/i;

/** What the service refused stands in the message as its JSON, or as its sentence alone; the status is then in the log. */
function serviceFailure({ error }: ResultLine, { stderr }: ProcessEnd): AgentEnd | null {
  const message = /^\[API Error: (.*?)\]?$/s.exec(error?.message ?? '')?.[1];
  if (message === undefined) return null;
  const kind = kindOfMessage(message) ?? kindOfStatus(statusIn(message) ?? statusIn(stderr)) ?? 'crash';
  return { ...failed(kind, message), retryAfterMs: retryAfterMs(message) };
}

function kindOfMessage(message: string): ErrorKind | null {
  if (/API key not valid|API key expired|API_KEY_INVALID/.test(message)) return 'auth';
  return /^terminated\b|other side closed|socket hang up|ECONNRESET/.test(message) ? 'cut' : null;
}

/** The last status that a text tells; errors of some statuses are known by their names only. */
function statusIn(text: string): number | null {
  const told = [
    ...text.matchAll(/"code":\s*(\d{3})\b|with status (\d{3})\b|\b(ModelNotFound|ValidationRequired)Error\b/g),
  ];
  const [, code, status, name] = told.at(-1) ?? [];
  if (name !== undefined) return name === 'ModelNotFound' ? 404 : 403;
  return code === undefined && status === undefined ? null : Number(code ?? status);
}

function retryAfterMs(message: string): number | null {
  const [, amount, unit] = /retry (?:in|after) ([\d.]+)(ms|s)\b/i.exec(message) ?? [];
  return amount === undefined ? null : Math.ceil(Number(amount) * (unit === 's' ? 1000 : 1));
}

/** Without a word of its error the client gave up on a model that said nothing, or ended with a stream that was cut. */
function ownFailure({ facts, events }: CallRecord): AgentEnd | null {
  const { result, complaint, text } = facts;
  const worked = events.some(({ type }) => type === 'tool_call');
  if (result?.error) {
    const kind = result.error.type === 'FatalTurnLimitedError' ? 'cap' : 'crash';
    return failed(kind, result.error.message || result.error.type);
  }
  if (result?.status === 'success') {
    if (result.stats?.total_tokens === 0) return failed('cut', 'the answer ended before its end was told');
    return text.trim() === '' && !worked ? failed('empty', 'ended without a word and without a tool call') : null;
  }
  if (!/empty response/.test(complaint ?? ''))
    return failed('crash', complaint ?? `gemini ended with status ${result?.status}`);
  return worked ? null : failed('empty', 'ended without a word and without a tool call');
}

/** A judge has nothing to change. */
function deniedChange({ call, events, facts }: CallRecord): AgentEnd | null {
  const tool = deniedTool(events, { denied: facts.denied, changing: CHANGING_TOOLS });
  return tool === null || call.role === 'judge' ? null : failed('denied', `permission to use ${tool} was denied`);
}
