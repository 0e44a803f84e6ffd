import type { AgentEvent } from './port.ts';

/** Reads what a client prints. `Facts` are what its stream has told apart from its events. */
export interface StreamReader<Facts> {
  line(text: string): void;
  facts(): Facts;
}

/** How the lines of one client are understood. */
export interface StreamParts<Line, Facts> {
  /** What is known before the first line. */
  readonly nothing: Facts;
  parse(text: string): Line;
  eventsOf(line: Line): readonly AgentEvent[];
  /** The facts after a line; `text` is how it was printed. */
  absorb(facts: Facts, line: Line, text: string): Facts;
}

/** Reads a client's output line by line, and tells its events as they come. */
export function readStream<Line, Facts>(
  { nothing, parse, eventsOf, absorb }: StreamParts<Line, Facts>,
  onEvent: (event: AgentEvent) => void,
): StreamReader<Facts> {
  let facts = nothing;
  return {
    line(text) {
      const line = parse(text);
      for (const event of eventsOf(line)) onEvent(event);
      facts = absorb(facts, line, text);
    },
    facts: () => facts,
  };
}
