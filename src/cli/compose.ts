import { secretValues } from '../agents/environment.ts';
import type { Agent } from '../agents/port.ts';
import { createRedact, type Redact } from '../agents/redact.ts';
import { createAgent } from '../agents/registry.ts';
import type { Shell } from './shell.ts';

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
