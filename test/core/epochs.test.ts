import { expect, it } from 'vitest';
import { agentsAt, epochOpenedBy } from '../../src/core/epochs.ts';
import type { RunRecord } from '../../src/core/schema/run.ts';

type Agents = RunRecord['agents'];

/** Agents that are told apart by the model of the executor. */
function agentsWith(model: string): Agents {
  const agent = { name: 'claude', version: '1', model };
  return { executor: agent, judge: agent, improver: agent };
}

const RUN = {
  agents: agentsWith('first'),
  epochs: [
    { from: 3, agents: agentsWith('second') },
    { from: 7, agents: agentsWith('third') },
  ],
} as Pick<RunRecord, 'agents' | 'epochs'>;

const modelAt = (iteration: number) => agentsAt(RUN, iteration).executor.model;

it('an iteration is measured by the agents of its epoch, from the first one that it opened on', () => {
  expect([0, 2, 3, 6, 7, 99].map(modelAt)).toEqual(['first', 'first', 'second', 'second', 'third', 'third']);
  expect(agentsAt({ ...RUN, epochs: [] }, 9)).toEqual(RUN.agents);
});

it('epochs are counted from 2, for the run begins with the first', () => {
  expect([0, 1, 3, 4, 7].map((iteration) => epochOpenedBy(RUN, iteration))).toEqual([null, null, 2, null, 3]);
});

it('of two epochs that begin with one iteration the later one holds', () => {
  const epochs = [...RUN.epochs.slice(0, 1), { ...RUN.epochs[1], from: 3 }] as RunRecord['epochs'];
  expect(agentsAt({ ...RUN, epochs }, 3).executor.model).toBe('third');
  expect(epochOpenedBy({ epochs }, 3)).toBe(3);
});
