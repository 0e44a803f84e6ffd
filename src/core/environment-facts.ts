import { z } from 'zod';
import { type AgentIdentity, agentIdentitySchema } from './schema/trial.ts';

const agents = z.object({
  executor: agentIdentitySchema,
  further: z.array(agentIdentitySchema).optional(),
  judge: agentIdentitySchema,
});

/** What of an iteration's `environment.json` may change what comes out of a trial. Absent where it was not written. */
export const environmentFactsSchema = z.object({
  node: z.string().optional(),
  platform: z.string().optional(),
  arch: z.string().optional(),
  os_release: z.string().optional(),
  cpus: z.number().optional(),
  skillratchet: z.string().optional(),
  sandbox: z.string().optional(),
  agents: agents.optional(),
});
export type EnvironmentFacts = z.infer<typeof environmentFactsSchema>;

/** The same by name, such as `node` and `executor.version`; what is not known is absent. */
export function factsByName({ agents: who, ...machine }: EnvironmentFacts): Record<string, string> {
  const further = (who?.further ?? []).flatMap((one, index) => ofAgent(`executor ${index + 2}`, one));
  const named =
    who === undefined ? [] : [...ofAgent('executor', who.executor), ...further, ...ofAgent('judge', who.judge)];
  const facts = [...Object.entries(machine), ...named];
  return Object.fromEntries(facts.flatMap(([name, fact]) => (fact == null ? [] : [[name, String(fact)]])));
}

function ofAgent(role: string, { name, version, model }: AgentIdentity): readonly (readonly [string, string | null])[] {
  return [
    [`${role}.name`, name],
    [`${role}.version`, version],
    [`${role}.model`, model],
  ];
}
