import { addToLog } from '../log.ts';
import type { AgentEvent } from '../port.ts';
import { readStream, type StreamReader } from '../stream-reader.ts';
import { type InitLine, parseLine, type ResultLine } from './line.ts';

/** What the stream of a call has told, apart from its events. */
export interface StreamFacts {
  readonly init: InitLine | null;
  readonly result: ResultLine | null;
  /** What the service last refused, in the client's word such as `authentication_failed`. */
  readonly apiError: string | null;
  /** The last lines that are no JSON. */
  readonly log: readonly string[];
}

const NOTHING: StreamFacts = { init: null, result: null, apiError: null, log: [] };

/** Reads the client's output line by line. The first init and the first result count. */
export function createStreamReader(onEvent: (event: AgentEvent) => void): StreamReader<StreamFacts> {
  const eventsOf = (line: ReturnType<typeof parseLine>) => (line?.type === 'events' ? line.events : []);
  return readStream({ nothing: NOTHING, parse: parseLine, eventsOf, absorb }, onEvent);
}

function absorb(facts: StreamFacts, line: ReturnType<typeof parseLine>, text: string): StreamFacts {
  switch (line?.type) {
    case undefined:
      return { ...facts, log: addToLog(facts.log, text) };
    case 'init':
      return { ...facts, init: facts.init ?? line.init };
    case 'result':
      return { ...facts, result: facts.result ?? line.result };
    case 'events':
      return { ...facts, apiError: line.apiError ?? facts.apiError };
    case 'other':
      return facts;
  }
}
