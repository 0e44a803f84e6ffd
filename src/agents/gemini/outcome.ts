import { z } from 'zod';
import type { ErrorKind } from '../../core/schema/trial.ts';
import type { ProcessEnd } from '../../platform/process.ts';
import { deniedTool } from '../denied.ts';
import { endWithoutResult, failed } from '../failed.ts';
import { jsonLine } from '../json-line.ts';
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
  const told = /^\[API Error: (.*?)\](?:\n|$)/s.exec(error?.message ?? '')?.[1];
  if (told === undefined) return null;
  const status = statusIn(told) ?? statusIn(stderr);
  const kind = kindOfMessage(told) ?? kindOfStatus(status) ?? 'crash';
  const message = status === 404 ? `the model may not exist: ${sentenceOf(told)}` : sentenceOf(told);
  return { ...failed(kind, message), retryAfterMs: retryAfterMs(told) };
}

const errorSchema = z.object({ error: z.object({ message: z.string() }) });

function sentenceOf(told: string): string {
  return errorSchema.safeParse(jsonLine(told)).data?.error.message ?? told;
}

function kindOfMessage(told: string): ErrorKind | null {
  if (/API key not valid|API key expired|API_KEY_INVALID/.test(told)) return 'auth';
  return /^terminated\b|other side closed|socket hang up|ECONNRESET/.test(told) ? 'cut' : null;
}

/** The last status that a text tells, in JSON, in words, or as the client logs an error of its own. */
function statusIn(text: string): number | null {
  const [, status = null] = [...text.matchAll(STATUS)].at(-1) ?? [];
  return status === null ? null : Number(status);
}

const STATUS = /\b(?:code|status)(?:\\?":|:)?\s*(\d{3})\b/g;

function retryAfterMs(message: string): number | null {
  const [, amount, unit] = /retry (?:in|after) ([\d.]+)(ms|s)\b/i.exec(message) ?? [];
  return amount === undefined ? null : Math.ceil(Number(amount) * (unit === 's' ? 1000 : 1));
}

/** A client that gave up for reasons of its own: at a cap, or, with a complaint before a result that knows no error, elsewhere. */
function ownFailure({ facts, events }: CallRecord): AgentEnd | null {
  const { result, complaint } = facts;
  if (result === null) return null;
  const message = result.error?.message || complaint;
  if (message !== null && CAPS.test(message)) return failed('cap', message);
  const isQuiet = complaint === null ? result.status === 'success' : NO_WORDS.test(complaint);
  if (result.error === null && isQuiet) return noAnswer({ facts, events });
  return failed('crash', message ?? `gemini ended with status ${result.status}`);
}

const CAPS = /^Loop detected|max(imum)? session turns/i;
const NO_WORDS = /empty response/;

/** A stream that was cut can look like an answer, but nothing of it was counted. Who worked need not speak. */
function noAnswer({ facts: { result, text }, events }: Pick<CallRecord, 'facts' | 'events'>): AgentEnd | null {
  if (result?.stats?.total_tokens === 0) return failed('cut', 'the answer ended before its end was told');
  const worked = events.some(({ type }) => type === 'tool_call');
  return text.trim() === '' && !worked ? failed('empty', 'ended without a word and without a tool call') : null;
}

/** A judge has nothing to change. */
function deniedChange({ call, events, facts }: CallRecord): AgentEnd | null {
  const tool = deniedTool(events, { denied: facts.denied, changing: CHANGING_TOOLS });
  return tool === null || call.role === 'judge' ? null : failed('denied', `permission to use ${tool} was denied`);
}
