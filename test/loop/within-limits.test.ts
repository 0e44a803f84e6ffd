import { expect, it } from 'vitest';
import { notCalled } from '../../src/agents/not-called.ts';
import type { AgentCall } from '../../src/agents/port.ts';
import { withinLimits } from '../../src/loop/within-limits.ts';
import { useTempFolder } from '../platform/temp.ts';
import { smallBench } from '../support/campaign.ts';
import { makeTrialFolder } from '../support/trial-folder.ts';

const folder = useTempFolder();
const ANSWER = { ...notCalled({ name: 'x', version: null, model: null }), end: { type: 'completed' } as const };

/** A call that spends, and then waits to be ended; `done` is one that is over all the same. */
async function spend(usd: number, { maxUsd, done = false }: { maxUsd: number | null; done?: boolean }) {
  const call = (await makeTrialFolder()).call({ role: 'executor', maxUsd });
  const run = async ({ onSpent, signal }: AgentCall) => {
    onSpent?.(usd);
    return done || !signal.aborted ? ANSWER : { ...ANSWER, end: { type: 'interrupted' } as const };
  };
  return (await withinLimits(null, call, run)).end;
}

it('a call is ended where it reaches its cap on cost, and not before', async () => {
  const end = await spend(0.5, { maxUsd: 0.5 });
  expect(end).toMatchObject({ type: 'failed', kind: 'cap', message: 'stopped at the cost cap of 0.5 US dollars' });
  expect(await spend(0.49, { maxUsd: 0.5 })).toEqual({ type: 'completed' });
  expect(await spend(1e6, { maxUsd: null })).toEqual({ type: 'completed' });
});

it('one that was over by then has its answer', async () => {
  expect(await spend(1, { maxUsd: 0.5, done: true })).toEqual({ type: 'completed' });
});

it('one that the person interrupts is interrupted', async () => {
  const call = (await makeTrialFolder()).call({ role: 'executor', maxUsd: 1, signal: AbortSignal.abort() });
  const answer = await withinLimits(null, call, async ({ onSpent }) => {
    onSpent?.(2);
    return { ...ANSWER, end: { type: 'interrupted' } };
  });
  expect(answer.end).toEqual({ type: 'interrupted' });
});

it('what an agent rejects with is passed on', async () => {
  const call = (await makeTrialFolder()).call({ role: 'executor' });
  const limits = { memory: 1e12, processes: null, scratch: 1e12, cpu: null };
  const broken = withinLimits(limits, call, () => Promise.reject(new Error('a bug')));
  await expect(broken).rejects.toThrow('a bug');
});

it('a program of the agent protocol is held to it by what it tells of its costs', async () => {
  const bench = await smallBench(folder());
  const agent = await bench.agent(
    'dear',
    `async executor() {
      emit({ type: 'usage', input_tokens: 1, output_tokens: 1, cached_input_tokens: 0, cost_usd: 0.3 });
      emit({ type: 'usage', input_tokens: 1, output_tokens: 1, cached_input_tokens: 0, cost_usd: 0.3 });
      return new Promise(() => setInterval(() => undefined, 1000));
    }`,
  );
  const config = { max_call_usd: 0.5 };
  await bench.improve({ agent, judge: 'plan', improver: 'plan', config, limits: { iterations: 0 } });
  const trial = await bench.json('iteration-0', 'eval-a', 'trial.json');
  expect(trial).toMatchObject({ outcome: 'agent_error', error: { kind: 'cap' }, usage: { cost_usd: 0.6 } });
});
