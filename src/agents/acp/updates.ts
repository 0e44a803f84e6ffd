import { z } from 'zod';
import type { AgentEvent } from '../port.ts';
import { inputOf, merged, nameOf, outputOf, type ToolCall, toolCallSchema } from './tool-call.ts';

const updateSchema = z.discriminatedUnion('sessionUpdate', [
  z.object({
    sessionUpdate: z.literal('agent_message_chunk'),
    content: z.object({ type: z.literal('text'), text: z.string() }),
  }),
  toolCallSchema.extend({ sessionUpdate: z.enum(['tool_call', 'tool_call_update']) }),
  z.object({
    sessionUpdate: z.literal('usage_update'),
    cost: z.object({ amount: z.number().nonnegative(), currency: z.string() }).nullish(),
  }),
]);

/** Makes events of what a client tells while it works. */
export interface Updates {
  /** The parameters of a `session/update`; what tells us nothing is passed over. */
  take(params: unknown): void;
  /** A tool call with what is known of it and what is told now. Makes it an event, if it is none yet. */
  toolCall(call: ToolCall): ToolCall;
  /** What the client said last, after its tool calls. */
  text(): string;
  /** US dollars of the session so far; null when it does not tell. */
  costUsd(): number | null;
}

export function createUpdates(
  onEvent: (event: AgentEvent) => void,
  onSpent: (usd: number) => void = () => undefined,
): Updates {
  const calls = new Map<string, ToolCall>();
  const [begun, ended] = [new Set<string>(), new Set<string>()];
  let saying = '';
  let said = '';
  let cost: number | null = null;
  const flush = (): void => {
    if (saying !== '') onEvent({ type: 'message', role: 'assistant', text: saying });
    said = saying;
    saying = '';
  };
  const spend = (usd: number | null): void => {
    cost = usd ?? cost;
    if (usd !== null) onSpent(usd);
  };
  const remember = (now: ToolCall): ToolCall => {
    const call = merged(calls.get(now.toolCallId), now);
    calls.set(call.toolCallId, call);
    return call;
  };
  const begin = (call: ToolCall): void => {
    if (begun.has(call.toolCallId)) return;
    flush();
    begun.add(call.toolCallId);
    onEvent({ type: 'tool_call', id: call.toolCallId, name: nameOf(call), input: inputOf(call) });
  };
  const end = (call: ToolCall): void => {
    if (ended.has(call.toolCallId)) return;
    ended.add(call.toolCallId);
    const is_error = call.status === 'failed';
    onEvent({ type: 'tool_result', id: call.toolCallId, output: outputOf(call), is_error });
  };
  return {
    take(params) {
      const update = z.object({ update: updateSchema }).safeParse(params).data?.update;
      if (update?.sessionUpdate === 'agent_message_chunk') saying += update.content.text;
      if (update?.sessionUpdate === 'usage_update') spend(usDollars(update.cost));
      if (update === undefined || !('toolCallId' in update)) return;
      const { sessionUpdate: _, ...told } = update;
      const call = remember(told);
      const isOver = call.status === 'completed' || call.status === 'failed';
      // Many clients announce a call before they know its input.
      if (isOver || call.status === 'in_progress' || call.rawInput !== undefined) begin(call);
      if (isOver) end(call);
    },
    toolCall(now) {
      const call = remember(now);
      begin(call);
      return call;
    },
    text() {
      flush();
      return said;
    },
    costUsd: () => cost,
  };
}

function usDollars(cost: { readonly amount: number; readonly currency: string } | null | undefined): number | null {
  return cost?.currency.toUpperCase() === 'USD' ? cost.amount : null;
}
