import { join } from 'node:path';
import { z } from 'zod';
import type { Activation } from '../../core/schema/trial.ts';
import { namesIn } from '../../platform/names-in.ts';
import type { AgentCall, AgentEvent } from '../port.ts';

/** Where the client looks for skills in a work folder; they would even replace the skill under test. */
const PLACES = ['.gemini/skills', '.agents/skills'];

/** Skills in the work folder, which no setting leaves out, as their paths there. */
export async function skillsInWork(cwd: string): Promise<readonly string[]> {
  const found = await Promise.all(
    PLACES.map(async (place) => (await namesIn(join(cwd, place))).map((name) => join(place, name))),
  );
  return found.flat();
}

const inputSchema = z.object({ name: z.string() });

/**
 * Whether the tool `activate_skill` was called for the skill under test. The client's events do not say which skills it
 * announced: it is the one in its home, as `announced` has shown.
 */
export function activationOf(
  { role, skill }: Pick<AgentCall, 'role' | 'skill'>,
  events: readonly AgentEvent[],
): Activation {
  if (role !== 'executor' || skill === null) return { used: null, visible: [] };
  const used = events.some(
    (event) =>
      event.type === 'tool_call' &&
      event.name === 'activate_skill' &&
      inputSchema.safeParse(event.input).data?.name === skill.name,
  );
  return { used, visible: [skill.name] };
}
