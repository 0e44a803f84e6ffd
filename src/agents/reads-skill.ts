import { basename } from 'node:path';
import type { AgentCall, AgentEvent } from './port.ts';

/**
 * Whether an executor used the skill under test, for clients in which the model reads `SKILL.md` with its usual tools,
 * or is given it at once where the prompt says `$NAME`. null where none is under test.
 */
export function readsSkill(
  { role, skill, prompt }: Pick<AgentCall, 'role' | 'skill' | 'prompt'>,
  events: readonly AgentEvent[],
): boolean | null {
  if (role !== 'executor' || skill === null) return null;
  const file = `${basename(skill.dir)}/SKILL.md`;
  const isRead = events.some(
    (event) => event.type === 'tool_call' && JSON.stringify(event.input ?? null).includes(file),
  );
  return isRead || prompt.includes(`$${skill.name}`);
}
