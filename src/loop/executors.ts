import type { Agent } from '../agents/port.ts';
import { cellOf } from '../core/cells.ts';
import { agentsAt } from '../core/epochs.ts';
import { agentsIn, type RunRecord } from '../core/schema/run.ts';
import type { AgentIdentity, Role } from '../core/schema/trial.ts';
import type { Campaign } from './campaign.ts';

/** The agent that runs the trials of an eval: of a run with several, the one whose cell it is. */
export function executorOf({ agents, further }: Pick<Campaign, 'agents' | 'further'>, evalId: string): Agent {
  const { agent } = cellOf(evalId);
  const executor = agent === null ? agents.executor : further.get(agent);
  if (executor === undefined) throw new Error(`the run has no agent ${agent}`);
  return executor;
}

/** The agent of a call. */
export function agentFor(
  campaign: Pick<Campaign, 'agents' | 'further'>,
  { role, evalId }: { readonly role: Role; readonly evalId: string | null },
): Agent {
  return role === 'executor' && evalId !== null ? executorOf(campaign, evalId) : campaign.agents[role];
}

/** Who runs the trials of an eval now. */
export function executorIdentity(run: RunRecord, evalId: string): AgentIdentity {
  const { executor, further = [] } = agentsAt(run, Number.POSITIVE_INFINITY);
  const { agent } = cellOf(evalId);
  const identity = agent === null ? executor : further[agentsIn(run.config).indexOf(agent) - 1];
  if (identity === undefined) throw new Error(`the run has no agent ${agent}`);
  return identity;
}
