import { describe, expect, test } from 'vitest';
import { notCalled } from '../../src/agents/not-called.ts';
import type { Agent, AgentCall } from '../../src/agents/port.ts';
import { priced } from '../../src/agents/priced.ts';
import { makeTrialFolder } from '../support/trial-folder.ts';

const TABLE = { date: '2026-01-31', models: { m: { input: 1, output: 2 } } };
const identity = { name: 'x', version: null, model: 'm' };

/** An agent that says it used a million tokens each way, and cost so much. */
function agentThatCosts(cost_usd: number | null, model: string | null = 'm'): Agent {
  const usage = { input_tokens: 1e6, output_tokens: 1e6, cached_input_tokens: 0, cost_usd };
  return {
    name: 'x',
    needsNetwork: false,
    skillPlace: (name) => name,
    identify: async () => identity,
    announced: async () => null,
    run: async () => ({ ...notCalled({ ...identity, model }), usage }),
  };
}

async function costOf(agent: Agent): Promise<number | null> {
  const call: AgentCall = (await makeTrialFolder()).call({ role: 'executor' });
  return (await priced(agent, async () => TABLE).run(call)).usage.cost_usd;
}

describe('the cost of a call', () => {
  test('is what the agent reports', async () => {
    expect(await costOf(agentThatCosts(0.5))).toBe(0.5);
    expect(await costOf(agentThatCosts(0))).toBe(0);
  });

  test('is told from the prices where it reports none', async () => {
    expect(await costOf(agentThatCosts(null))).toBe(3);
  });

  test('is unknown where the model or its price is', async () => {
    expect(await costOf(agentThatCosts(null, null))).toBeNull();
    expect(await costOf(agentThatCosts(null, 'other'))).toBeNull();
  });

  test('prices that cannot be read are told before anything is run', async () => {
    const broken = priced(agentThatCosts(null), () => Promise.reject(new Error('broken prices')));
    await expect(broken.identify()).rejects.toThrow('broken prices');
  });
});
