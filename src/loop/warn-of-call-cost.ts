import { ROLES } from '../core/schema/trial.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

/** Warns of a cap on single calls that nobody can hold an agent to. */
export async function warnOfCallCost(campaign: Campaign): Promise<void> {
  const { agents, further, run } = campaign;
  if (run.config.max_call_usd === null) return;
  const all = [...ROLES.map((role) => agents[role]), ...further.values()];
  const names = new Set(all.flatMap(({ name, costUntilEnd }) => (costUntilEnd === true ? [name] : [])));
  for (const name of names) {
    const message = `--max-call-cost cannot hold a call of ${name}, which tells what it used at its end alone; --max-cost holds the run`;
    await tell(campaign, { event: 'warning', kind: 'call_cost', message });
  }
}
