import { resolve } from 'node:path';
import { secretValues } from '../agents/environment.ts';
import type { Agent } from '../agents/port.ts';
import { createRedact, type Redact } from '../agents/redact.ts';
import { createAgent } from '../agents/registry.ts';
import { pricesFrom } from './price-table.ts';
import type { Shell } from './shell.ts';

/** The agent that `NAME` or `NAME:REST` means; the same spec is the same agent. `prices`: a file of the user's; `env`: names of variables that are let through. */
export function agentsFor(
  shell: Shell,
  { prices: file, env: passEnv = [] }: { readonly prices?: string; readonly env?: readonly string[] },
): (spec: string) => Agent {
  const prices = pricesFrom(file === undefined ? null : resolve(shell.cwd, file));
  const made = new Map<string, Agent>();
  return (spec) => {
    const agent = made.get(spec) ?? createAgent(spec, { ...shell, passEnv, prices });
    made.set(spec, agent);
    return agent;
  };
}

export function redactFor({ environment }: Shell): Redact {
  return createRedact(secretValues(environment));
}
