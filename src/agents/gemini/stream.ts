import { addToLog } from '../log.ts';
import type { AgentEvent } from '../port.ts';
import { type GeminiLine, parseLine, type ResultLine } from './line.ts';

/** What the stream of a call has told, apart from its events. */
export interface StreamFacts {
  /** null until the client said that it begins. */
  readonly begun: { readonly model: string | null } | null;
  readonly result: ResultLine | null;
  /** What the model has said since its last tool call. */
  readonly text: string;
  /** What the client has complained about since its model last did something. */
  readonly complaint: string | null;
  /** Ids of tool calls that it did not allow. */
  readonly denied: readonly string[];
  /** The last lines that are no JSON. */
  readonly log: readonly string[];
}

export interface StreamReader {
  line(text: string): void;
  /** Tells the last message, which only the end shows to be whole. */
  end(): StreamFacts;
}

const NOTHING: StreamFacts = { begun: null, result: null, text: '', complaint: null, denied: [], log: [] };

/** Reads the client's output line by line. A message comes in pieces, which are told as one. */
export function createStreamReader(onEvent: (event: AgentEvent) => void): StreamReader {
  let facts = NOTHING;
  let pieces: string[] = [];
  const endMessage = (): void => {
    const text = pieces.join('');
    pieces = [];
    if (text !== '') onEvent({ type: 'message', role: 'assistant', text });
  };
  return {
    line(text) {
      const line = parseLine(text);
      if (line?.type === 'message' && line.role === 'assistant') {
        pieces.push(line.content);
      } else if (line !== null && line.type !== 'other') {
        endMessage();
        eventsOf(line).forEach(onEvent);
      }
      facts = absorb(facts, line, text);
    },
    end() {
      endMessage();
      return facts;
    },
  };
}

/** What the user says is the prompt, which is told elsewhere. */
function eventsOf(line: GeminiLine): readonly AgentEvent[] {
  switch (line.type) {
    case 'tool_use':
      return [{ type: 'tool_call', id: line.tool_id, name: line.tool_name, input: line.parameters ?? null }];
    case 'tool_result': {
      const output = line.output === '' ? (line.error?.message ?? '') : line.output;
      return [{ type: 'tool_result', id: line.tool_id, output, is_error: line.status !== 'success' }];
    }
    default:
      return [];
  }
}

/** The first init and the first result count. */
function absorb(facts: StreamFacts, line: ReturnType<typeof parseLine>, text: string): StreamFacts {
  switch (line?.type) {
    case undefined:
      return { ...facts, log: addToLog(facts.log, text) };
    case 'init':
      return { ...facts, begun: facts.begun ?? { model: line.model } };
    case 'message':
      return line.role === 'assistant' ? { ...facts, text: facts.text + line.content, complaint: null } : facts;
    case 'tool_use':
      return { ...facts, text: '', complaint: null };
    case 'tool_result':
      return isDenial(line) ? { ...facts, denied: [...facts.denied, line.tool_id] } : facts;
    case 'error':
      return { ...facts, complaint: line.message };
    case 'result':
      return { ...facts, result: facts.result ?? line };
    case 'other':
      return facts;
  }
}

const DENIALS = ['policy_violation', 'permission_denied', 'path_not_in_workspace', 'sandbox_expansion_required'];

function isDenial({ error }: Extract<GeminiLine, { type: 'tool_result' }>): boolean {
  return error !== null && (DENIALS.includes(error.type) || error.message.startsWith('Path not in workspace'));
}
