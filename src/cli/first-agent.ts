import type { Agent } from '../agents/port.ts';
import { clientNames } from '../agents/registry.ts';
import { UserError } from '../core/errors.ts';

export interface FoundAgent {
  readonly name: string;
  readonly version: string | null;
}

/** The first agent that is installed and logged in. Throws a UserError `agent_unavailable` with what to do about each. */
export async function firstAgent(createAgent: (spec: string) => Agent): Promise<FoundAgent> {
  const missing: string[] = [];
  for (const name of clientNames()) {
    try {
      return { name, version: (await createAgent(name).identify()).version };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      missing.push(`${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}`);
    }
  }
  throw new UserError('agent_unavailable', 'No agent was found that is installed and logged in.', {
    hint: [...missing, 'Or name another one: --agent command:./my-agent. `skillratchet doctor` tells more.'].join(
      '\n  ',
    ),
  });
}
