import { parseLine } from './command/protocol.ts';
import type { AgentEvent } from './port.ts';

/** An event from its line in `trajectory.jsonl`; null for a line that holds none. */
export function parseEventLine(line: string): AgentEvent | null {
  const parsed = parseLine(line);
  return parsed === null || parsed.type === 'usage' || parsed.type === 'result' ? null : parsed;
}
