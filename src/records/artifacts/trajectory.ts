import { closeSync, openSync, writeSync } from 'node:fs';
import { type ChatMessage, chatOf, toolsIn } from '../../agents/litellm.ts';
import type { AgentEvent } from '../../agents/port.ts';
import type { TrialRecord } from '../../core/schema/trial.ts';
import { zulu } from './job-result.ts';

export interface Trajectory {
  /** `JOB/TRIAL`. */
  readonly route: string;
  readonly session: string;
  readonly prompt: string;
  readonly events: readonly AgentEvent[];
  readonly record: TrialRecord;
  /** A line for every call, or the last one alone, which holds all messages. */
  readonly lines: 'full' | 'final';
}

/** Characters of a file from which on only its last line is written: each line repeats the ones before. */
const TOO_LONG = 64_000_000;

/**
 * `litellm-trajectory.jsonl`: a line for each call of the model, with all messages before it and the answer. Agents do
 * not show their requests, so the lines are made from what they did and say `source: "reconstructed"`; times and tokens
 * of single calls are null. A trial whose agent was cut off after a tool's result ends with a line of a call without an
 * answer. Returns which lines were written. Memory is that of one line.
 */
export function writeTrajectory(path: string, trajectory: Trajectory): Trajectory['lines'] {
  const messages: readonly ChatMessage[] = [{ role: 'user', content: trajectory.prompt }, ...chatOf(trajectory.events)];
  const texts = messages.map((message) => JSON.stringify(message));
  const answers = messages.flatMap(({ role }, index) => (role === 'assistant' ? [index] : []));
  // What follows the last answer was put before the model, which did not answer any more.
  if (answers.at(-1) !== messages.length - 1) answers.push(messages.length);
  const isFull = trajectory.lines === 'full' && lengthOf(texts, answers) <= TOO_LONG;
  const frame = frameOf(trajectory, messages);
  const file = openSync(path, 'w');
  try {
    for (const index of isFull ? answers : answers.slice(-1)) {
      const isOnly = answers.length === 1;
      writeSync(file, `${lineOf(frame, { request: texts.slice(0, index), answer: messages[index], index, isOnly })}\n`);
    }
  } finally {
    closeSync(file);
  }
  return isFull ? 'full' : 'final';
}

/** Characters of the messages of all lines together. */
function lengthOf(texts: readonly string[], answers: readonly number[]): number {
  let [before, total, from] = [0, 0, 0];
  for (const index of answers) {
    for (const text of texts.slice(from, index)) before += text.length;
    total += before;
    from = index;
  }
  return total;
}

interface Frame {
  readonly trajectory: Trajectory;
  readonly model: string;
  readonly tools: readonly object[];
}

function frameOf(trajectory: Trajectory, messages: readonly ChatMessage[]): Frame {
  const { agent } = trajectory.record;
  const parameters = { type: 'object', properties: {} };
  const tools = toolsIn(messages).map((name) => ({
    type: 'function',
    function: { name, description: '', parameters },
  }));
  return { trajectory, model: agent.model ?? agent.name, tools };
}

interface Call {
  /** The messages before the answer, as JSON. */
  readonly request: readonly string[];
  /** undefined where none is known. */
  readonly answer: ChatMessage | undefined;
  readonly index: number;
  /** Whether the trial had no other call, so that what the trial used is what the call used. */
  readonly isOnly: boolean;
}

/** The messages are put in as the texts that they are already, for a long conversation is written many times. */
function lineOf({ trajectory, model, tools }: Frame, { request, answer, index, isOnly }: Call): string {
  const { record, session, route } = trajectory;
  const head = {
    session_id: session,
    success: answer !== undefined,
    request_time: Date.parse(record.started_at),
    timestamp: zulu(record.started_at),
    duration_ms: isOnly ? record.duration_ms : null,
    source: 'reconstructed',
    trajectory_route: route,
    ...(answer === undefined ? { failure: 'no answer is known' } : {}),
    usage: usageOf(record, isOnly),
    response_body: answer === undefined ? null : responseOf(answer, { id: `${session}-${index}`, model, record }),
  };
  const body = `{"messages":[${request.join(',')}],${JSON.stringify({ tools, model }).slice(1)}`;
  return `${JSON.stringify(head).slice(0, -1)},"request_body":${body}}`;
}

interface Answered {
  readonly id: string;
  readonly model: string;
  readonly record: TrialRecord;
}

function responseOf(message: ChatMessage, { id, model, record }: Answered) {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  return {
    id,
    object: 'chat.completion',
    created: Math.floor(Date.parse(record.started_at) / 1000),
    model,
    choices: [{ index: 0, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop', message }],
  };
}

function usageOf({ usage }: TrialRecord, isKnown: boolean) {
  const { input_tokens, output_tokens, cached_input_tokens, cost_usd } = usage;
  const total = input_tokens === null || output_tokens === null ? null : input_tokens + output_tokens;
  const of = <Value>(value: Value): Value | null => (isKnown ? value : null);
  return {
    prompt_tokens: of(input_tokens),
    completion_tokens: of(output_tokens),
    total_tokens: of(total),
    cache_read_input_tokens: of(cached_input_tokens),
    cost: of(cost_usd),
  };
}
