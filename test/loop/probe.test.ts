import { expect, it } from 'vitest';
import type { Agent } from '../../src/agents/port.ts';
import { measureBaseline } from '../../src/loop/improve.ts';
import { useTempFolder } from '../platform/temp.ts';
import { smallBench } from '../support/campaign.ts';

const folder = useTempFolder();

/** Measures the baseline of a bench with an executor whose client announces these skills. */
async function measure(announced: readonly string[] | null) {
  const bench = await smallBench(folder());
  const { campaign, close } = await bench.open();
  let looks = 0;
  const executor: Agent = {
    ...campaign.agents.executor,
    announced: async () => {
      looks += 1;
      return announced;
    },
  };
  const measured = await measureBaseline({ ...campaign, agents: { ...campaign.agents, executor } });
  await close();
  return { stop: measured.stopReason, message: measured.message, looks, calls: await bench.calls('executor') };
}

it('a run whose executor sees the skill and nothing else is looked at once', async () => {
  expect(await measure(['plan'])).toMatchObject({ looks: 1, calls: 2 });
});

it('an executor that cannot tell is believed', async () => {
  expect(await measure(null)).toMatchObject({ looks: 1, calls: 2 });
});

it.each([
  [['plan', 'decoy'], 'plan, decoy'],
  [['plan', 'plan'], 'plan, plan'],
  [[], 'none'],
])('a run whose executor sees %j stops before its first call', async (skills, named) => {
  const { stop, message, calls } = await measure(skills);
  expect({ stop, calls }).toEqual({ stop: 'agent_unavailable', calls: 0 });
  expect(message).toContain(`would see these skills: ${named}. It must see plan and nothing else`);
});
