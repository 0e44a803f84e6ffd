import { basename } from 'node:path';
import type { AgentEvent } from './port.ts';

/** Whether the SKILL.md of a skill in the folder `dir` was read: a tool call that did not fail names it, as a path or in a command. */
export function readsSkill(events: readonly AgentEvent[], dir: string): boolean {
  const failed = new Set(events.flatMap((event) => (event.type === 'tool_result' && event.is_error ? [event.id] : [])));
  const file = `${basename(dir)}/SKILL.md`;
  return events.some(
    (event) =>
      event.type === 'tool_call' && !failed.has(event.id) && (JSON.stringify(event.input) ?? '').includes(file),
  );
}
