import type { AgentEvent } from '../../agents/port.ts';
import { isDroppedNote } from '../../agents/recorder.ts';

/** A tool call with what came back. */
export interface AnsweredCall {
  readonly name: string;
  /** As it was given; always an object. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: string;
  readonly isError: boolean;
}

/** A turn of the agent: what it said, and the calls it made then. */
export interface Step {
  readonly text: string;
  /** None in the last turn, and in no other. */
  readonly calls: readonly AnsweredCall[];
}

/** A conversation that can be learned from: it ends with a message of the agent, and every call is answered. */
export interface Dialogue {
  readonly system: string;
  readonly prompt: string;
  readonly steps: readonly Step[];
}

/** Why events are no such conversation. */
export type Fault =
  /** The agent was cut off, said nothing at the end, or not all of it was kept. */
  | 'incomplete'
  /** A call without a result, or somebody speaks to the agent between two of its messages. */
  | 'invalid';

interface OpenCall {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  output: string | null;
  isError: boolean;
}

interface OpenStep {
  text: string;
  readonly calls: OpenCall[];
}

interface Draft {
  system: string;
  prompt: string;
  readonly steps: OpenStep[];
  fault: Fault | null;
}

/**
 * The conversation in what an agent did. Texts that follow each other are one message; what is said to the agent after a
 * tool's result, such as the text of a skill, belongs to that result; a result without a call is left out.
 */
export function dialogueOf(prompt: string, events: readonly AgentEvent[]): Dialogue | Fault {
  const draft: Draft = { system: '', prompt, steps: [], fault: null };
  for (const event of events) {
    if (event.type === 'message') hear(draft, event);
    else if (event.type === 'tool_call') begin(draft, event);
    else answer(draft, event);
  }
  if (draft.fault !== null) return draft.fault;
  const steps = draft.steps.map(closed);
  if (steps.includes(null)) return 'invalid';
  const last = steps.at(-1);
  if (last === undefined || last === null || last.calls.length > 0 || last.text.trim() === '') return 'incomplete';
  return { system: draft.system, prompt: draft.prompt, steps: steps.flatMap((step) => step ?? []) };
}

function hear(draft: Draft, event: Extract<AgentEvent, { type: 'message' }>): void {
  const { role, text } = event;
  const last = draft.steps.at(-1);
  if (role === 'system') {
    if (isDroppedNote(event)) draft.fault ??= 'incomplete';
    if (last === undefined) draft.system = joined(draft.system, text);
  } else if (role === 'user') hearUser(draft, text);
  else if (last === undefined || last.calls.length > 0) draft.steps.push({ text, calls: [] });
  else last.text = joined(last.text, text);
}

function hearUser(draft: Draft, text: string): void {
  const last = draft.steps.at(-1);
  if (last === undefined) {
    draft.prompt = joined(draft.prompt, text);
    return;
  }
  const answered = last.calls.findLast(({ output }) => output !== null);
  if (answered === undefined) draft.fault ??= 'invalid';
  else answered.output = joined(answered.output ?? '', text);
}

/** A call after a result is a new turn: the agent has seen the result. */
function begin(draft: Draft, { id, name, input }: Extract<AgentEvent, { type: 'tool_call' }>): void {
  const last = draft.steps.at(-1);
  const call = { id, name, input: asObject(input), output: null, isError: false };
  if (last === undefined || last.calls.some(({ output }) => output !== null))
    draft.steps.push({ text: '', calls: [call] });
  else last.calls.push(call);
}

function answer(draft: Draft, { id, output, is_error }: Extract<AgentEvent, { type: 'tool_result' }>): void {
  const calls = draft.steps.flatMap((step) => step.calls);
  const call = calls.find((one) => one.id === id && one.output === null);
  if (call === undefined) return;
  call.output = output;
  call.isError = is_error;
}

function closed({ text, calls }: OpenStep): Step | null {
  const answered = calls.flatMap(({ name, input, output, isError }) =>
    output === null ? [] : [{ name, input, output, isError }],
  );
  return answered.length < calls.length ? null : { text, calls: answered };
}

function asObject(input: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  return isObject ? { ...input } : { input: input ?? null };
}

function joined(before: string, text: string): string {
  return before === '' ? text : `${before}\n\n${text}`;
}
