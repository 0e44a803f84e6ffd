import type { LanguageModel, ModelMessage, ToolSet } from 'ai';
import type { PriceTable } from '../../core/prices.ts';
import { sumUsage, UNKNOWN_USAGE, type Usage } from '../../core/schema/usage.ts';
import { failed } from '../failed.ts';
import type { AgentCall, AgentEnd, AgentEvent } from '../port.ts';
import { endOfRequest, endOfStep, mayBePaid } from './end.ts';
import { ANSWER_TOOL, systemPrompt } from './prompt.ts';
import type { Sdk } from './sdk.ts';
import type { Tool, Workplace } from './tools/port.ts';
import { type Used, useTool } from './tools/use.ts';
import { usageOf } from './usage.ts';

/** The largest seed that every service takes. */
const SEEDS = 2 ** 31;

export interface Talk {
  readonly sdk: Sdk;
  readonly model: LanguageModel;
  /** By which its prices are found. */
  readonly modelName: string;
  readonly prices: PriceTable;
  readonly maxTurns: number;
  readonly call: AgentCall;
  readonly tools: readonly Tool[];
  readonly place: Workplace;
  /** Aborted when the call ends, from outside or because its time is over. */
  readonly signal: AbortSignal;
  onEvent(event: AgentEvent): void;
}

/** What has come of a conversation so far. */
export interface Said {
  text: string;
  structured: unknown;
  usages: Usage[];
  /** Tool calls that were refused because of where they reached. */
  denied: string[];
  /** Whether the model was asked and has not answered. */
  asking: boolean;
}

/** Lets the model work, turn by turn, until it says no more. Rejects only with what `said` has aborted, or with a bug. */
export async function converse(talk: Talk, said: Said): Promise<AgentEnd> {
  try {
    return await takeTurns(talk, said);
  } catch (error) {
    talk.signal.throwIfAborted();
    const { APICallError, AISDKError } = talk.sdk;
    if (APICallError.isInstance(error)) {
      said.asking = mayBePaid(error);
      return endOfRequest(error);
    }
    if (AISDKError.isInstance(error)) return failed('protocol', error.message);
    throw error;
  }
}

/** Of a request without an answer nobody knows what it cost. */
export function usageSaid({ usages, asking }: Said): Usage {
  return sumUsage(asking ? [...usages, UNKNOWN_USAGE] : usages);
}

async function takeTurns(talk: Talk, said: Said): Promise<AgentEnd> {
  const messages: ModelMessage[] = [{ role: 'user', content: talk.call.prompt }];
  for (let turn = 0; ; turn += 1) {
    const cap = capReached(talk, said, turn);
    if (cap !== null) return failed('cap', cap);
    const step = await ask(talk, said, messages);
    said.text = step.text;
    said.usages.push(usageOf(step.usage, talk.modelName, talk.prices));
    if (step.text !== '') talk.onEvent({ type: 'message', role: 'assistant', text: step.text });
    const trouble = endOfStep(step.finishReason);
    if (trouble !== null) return trouble;
    messages.push(...step.response.messages, ...(await useTools(talk, said, step.toolCalls)));
    if (said.structured !== null || step.toolCalls.length === 0) return { type: 'completed' };
  }
}

function capReached({ call: { maxUsd }, maxTurns }: Talk, { usages }: Said, turn: number): string | null {
  if (turn >= maxTurns) return `stopped after ${maxTurns} turns`;
  if (maxUsd === null) return null;
  const spent = sumUsage(usages).cost_usd;
  if (spent === null) return 'what it costs cannot be told, so the cost cap cannot be held';
  return spent < maxUsd ? null : `stopped at the cost cap of ${maxUsd} US dollars`;
}

async function ask({ sdk, model, call, tools, signal }: Talk, said: Said, messages: ModelMessage[]) {
  signal.throwIfAborted();
  said.asking = true;
  const step = await sdk.generateText({
    model,
    system: systemPrompt(call),
    messages,
    tools: toolSetOf(sdk, tools, call),
    seed: call.seed % SEEDS,
    // Our own retries see more.
    maxRetries: 0,
    abortSignal: signal,
  });
  said.asking = false;
  return step;
}

function toolSetOf({ tool, jsonSchema }: Sdk, tools: readonly Tool[], { schema }: AgentCall): ToolSet {
  const set: ToolSet = Object.fromEntries(
    tools.map(({ name, description, input }) => [name, tool({ description, inputSchema: input })]),
  );
  if (schema === null) return set;
  return { ...set, [ANSWER_TOOL]: tool({ description: 'Gives your answer.', inputSchema: jsonSchema(schema) }) };
}

interface ToolCall {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
  /** What is no call of a tool at all; the SDK answers it. */
  readonly invalid?: boolean | undefined;
}

/** One after the other, as they were called: each may rest on the ones before. */
async function useTools(talk: Talk, said: Said, calls: readonly ToolCall[]): Promise<readonly ModelMessage[]> {
  const results = [];
  for (const call of calls) {
    const { toolCallId: id, toolName: name, input } = call;
    talk.onEvent({ type: 'tool_call', id, name, input });
    const { output, isError, isDenied } = await answerTo(talk, said, call);
    talk.signal.throwIfAborted();
    talk.onEvent({ type: 'tool_result', id, output, is_error: isError });
    if (isDenied) said.denied.push(id);
    const type = isError ? ('error-text' as const) : ('text' as const);
    const result = { type: 'tool-result' as const, toolCallId: id, toolName: name, output: { type, value: output } };
    if (!call.invalid) results.push(result);
  }
  return results.length === 0 ? [] : [{ role: 'tool', content: results }];
}

async function answerTo(talk: Talk, said: Said, { toolName, input, invalid }: ToolCall): Promise<Used> {
  const tool = talk.tools.find(({ name }) => name === toolName);
  if (invalid) return { output: 'there is no such tool, or not with such an input', isError: true, isDenied: false };
  if (tool !== undefined) return useTool(tool, input, talk.place);
  said.structured = input;
  return { output: 'taken', isError: false, isDenied: false };
}
