import { costOf, type PriceTable } from '../core/prices.ts';
import type { Agent } from './port.ts';

/** The agent, with the cost of its calls told from a table of prices where it does not report any itself. */
export function priced(agent: Agent, prices: () => Promise<PriceTable>): Agent {
  return {
    ...agent,
    async identify() {
      await prices();
      return agent.identify();
    },
    async run(call) {
      const answer = await agent.run(call);
      const { usage, identity } = answer;
      if (usage.cost_usd !== null || identity.model === null) return answer;
      return { ...answer, usage: { ...usage, cost_usd: costOf(usage, identity.model, await prices()) } };
    },
  };
}
