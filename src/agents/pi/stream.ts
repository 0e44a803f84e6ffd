import type { Usage } from '../../core/schema/usage.ts';
import { addToLog } from '../log.ts';
import type { AgentEvent } from '../port.ts';
import { readStream, type StreamReader } from '../stream-reader.ts';
import { type Answer, parseLine, type StreamLine } from './line.ts';
import { usageOfAnswer } from './usage.ts';

/** What the stream of a call has told, apart from its events. */
export interface StreamFacts {
  /** Whether the client began to work. */
  readonly begun: boolean;
  /** What each answer of the model used, in their order. */
  readonly usages: readonly Usage[];
  /** The last answer; null while there is none. */
  readonly last: Answer | null;
  /** Whether the model has begun an answer that has not ended. */
  readonly answering: boolean;
  /** Tool calls that ended. */
  readonly steps: number;
  /** The last lines that are no JSON. */
  readonly log: readonly string[];
}

const NOTHING: StreamFacts = { begun: false, usages: [], last: null, answering: false, steps: 0, log: [] };

/** Reads the client's output line by line. */
export function createStreamReader(onEvent: (event: AgentEvent) => void): StreamReader<StreamFacts> {
  return readStream({ nothing: NOTHING, parse: parseLine, eventsOf, absorb }, onEvent);
}

function absorb(facts: StreamFacts, line: StreamLine | null, text: string): StreamFacts {
  switch (line?.type) {
    case undefined:
      return { ...facts, log: addToLog(facts.log, text) };
    case 'agent_start':
      return { ...facts, begun: true };
    case 'message_start':
      return { ...facts, answering: true };
    case 'message_end':
      return { ...facts, answering: false, last: line.message, usages: [...facts.usages, usageOfAnswer(line.message)] };
    case 'tool_execution_end':
      return { ...facts, steps: facts.steps + 1 };
    default:
      return facts;
  }
}

function eventsOf(line: StreamLine | null): readonly AgentEvent[] {
  switch (line?.type) {
    case 'message_end': {
      const text = textOf(line.message);
      return text === '' ? [] : [{ type: 'message', role: 'assistant', text }];
    }
    case 'tool_execution_start':
      return [{ type: 'tool_call', id: line.toolCallId, name: line.toolName, input: line.args ?? null }];
    case 'tool_execution_end': {
      const parts = line.result?.content ?? [];
      const output = parts.map(({ type, text }) => text ?? `[${type}]`).join('\n');
      return [{ type: 'tool_result', id: line.toolCallId, output, is_error: line.isError }];
    }
    default:
      return [];
  }
}

/** What the model said in an answer, its thoughts and tool calls apart. */
export function textOf({ content }: Pick<Answer, 'content'>): string {
  return content.flatMap(({ type, text }) => (type === 'text' ? [text] : [])).join('\n');
}
