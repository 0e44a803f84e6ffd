import { addToLog } from '../log.ts';
import type { AgentEvent } from '../port.ts';
import { readStream, type StreamReader } from '../stream-reader.ts';
import { eventsAtEnd, eventsAtStart } from './events.ts';
import { type Item, parseLine, type StreamLine, type TurnUsage } from './line.ts';

/** What the stream of a call has told, apart from its events. */
export interface StreamFacts {
  /** Whether the client began to work. */
  readonly begun: boolean;
  /** How the turn ended; null while it has not. */
  readonly end: { readonly usage: TurnUsage } | { readonly error: string } | null;
  /** The last thing that the agent said. */
  readonly text: string;
  /** Tool calls that ended. */
  readonly steps: number;
  /** What the client remarked, and lines that are no JSON. */
  readonly log: readonly string[];
}

const NOTHING: StreamFacts = { begun: false, end: null, text: '', steps: 0, log: [] };

/** Reads the client's output line by line. The first end of the turn counts. */
export function createStreamReader(onEvent: (event: AgentEvent) => void): StreamReader<StreamFacts> {
  const started = new Set<string>();
  const eventsOf = (line: StreamLine | null): readonly AgentEvent[] => {
    if (line?.type !== 'item.started' && line?.type !== 'item.completed') return [];
    const { item } = line;
    // An item that takes no time is told only when it has ended.
    const begun = started.has(item.id) ? [] : eventsAtStart(item);
    started.add(item.id);
    return line.type === 'item.completed' ? [...begun, ...eventsAtEnd(item)] : begun;
  };
  return readStream({ nothing: NOTHING, parse: parseLine, eventsOf, absorb }, onEvent);
}

function absorb(facts: StreamFacts, line: StreamLine | null, text: string): StreamFacts {
  switch (line?.type) {
    case undefined:
      return { ...facts, log: addToLog(facts.log, text) };
    case 'thread.started':
      return { ...facts, begun: true };
    case 'item.completed':
      return absorbItem(facts, line.item);
    case 'error':
      return { ...facts, log: addToLog(facts.log, line.message) };
    case 'turn.completed':
      return { ...facts, end: facts.end ?? { usage: line.usage } };
    case 'turn.failed':
      return { ...facts, end: facts.end ?? { error: line.error.message } };
    default:
      return facts;
  }
}

function absorbItem(facts: StreamFacts, item: Item): StreamFacts {
  if (item.type === 'agent_message') return { ...facts, text: item.text };
  if (item.type === 'error') return { ...facts, log: addToLog(facts.log, item.message) };
  return { ...facts, steps: facts.steps + 1 };
}
