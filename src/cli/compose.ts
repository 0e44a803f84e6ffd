import { resolve } from 'node:path';
import { createClaude } from '../agents/claude/agent.ts';
import { createCommandAgent } from '../agents/command/agent.ts';
import { secretValues } from '../agents/environment.ts';
import type { Agent } from '../agents/port.ts';
import { createRedact, type Redact } from '../agents/redact.ts';
import { UserError } from '../core/errors.ts';
import type { Shell } from './shell.ts';

/** Every agent there is, by the name before the colon. A new one costs a folder and a line here. */
const AGENTS: Readonly<Record<string, (rest: string | null, shell: Shell) => Agent>> = {
  claude: (model, { environment }) => createClaude({ model, environment }),
  command: (program, { environment, cwd }) =>
    createCommandAgent({ program: programPath(program, cwd), model: null, environment }),
};

/** The agent that `NAME` or `NAME:REST` means; the same spec is the same agent. */
export function agentsFor(shell: Shell): (spec: string) => Agent {
  const made = new Map<string, Agent>();
  return (spec) => {
    const agent = made.get(spec) ?? createAgent(spec, shell);
    made.set(spec, agent);
    return agent;
  };
}

export function redactFor({ environment }: Shell): Redact {
  return createRedact(secretValues(environment));
}

function createAgent(spec: string, shell: Shell): Agent {
  const [name, ...rest] = spec.split(':');
  const create = AGENTS[name ?? ''];
  if (create === undefined) {
    throw new UserError('usage', `The agent ${JSON.stringify(spec)} is unknown.`, {
      hint: `Use one of: ${Object.keys(AGENTS).join(', ')}; for example claude:opus or command:./my-agent.`,
    });
  }
  return create(rest.join(':') || null, shell);
}

function programPath(program: string | null, cwd: string): string {
  if (program === null) {
    throw new UserError('usage', 'The agent "command" needs a program.', {
      hint: 'For example --agent command:./my-agent.',
    });
  }
  return program.includes('/') ? resolve(cwd, program) : program;
}
