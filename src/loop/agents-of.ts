import type { Agent } from '../agents/port.ts';
import { agentsIn, type RunConfig, type RunRecord } from '../core/schema/run.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignRequest } from './campaign-request.ts';

/** The agents of a campaign: one a role, and the executors after the first by their names within the run. */
export type Agents = Pick<Campaign, 'agents' | 'further'>;

/** The agents that a configuration asks for. Throws a UserError for a spec that means none. */
export function agentsOf(
  { createAgent }: Pick<CampaignRequest, 'createAgent'>,
  config: Pick<RunConfig, 'agent' | 'further_agents' | 'judge' | 'improver'>,
): Agents {
  const [, ...names] = agentsIn(config);
  const further = config.further_agents.map((spec, index): [string, Agent] => [
    names[index] ?? spec,
    createAgent(spec),
  ]);
  const agents = {
    executor: createAgent(config.agent),
    judge: createAgent(config.judge),
    improver: createAgent(config.improver),
  };
  return { agents, further: new Map(further) };
}

/** Who they are, as a run records it. */
export async function identify({ agents, further: more }: Agents): Promise<RunRecord['agents']> {
  const [executor, judge, improver] = await Promise.all([
    agents.executor.identify(),
    agents.judge.identify(),
    agents.improver.identify(),
  ]);
  const further = await Promise.all([...more.values()].map((agent) => agent.identify()));
  return { executor, ...(further.length === 0 ? {} : { further }), judge, improver };
}
