import type { RunRecord } from './schema/run.ts';

type Epochs = Pick<RunRecord, 'agents' | 'epochs'>;

/** The agents by which an iteration was or will be measured. */
export function agentsAt({ agents, epochs }: Epochs, iteration: number): RunRecord['agents'] {
  return epochs.findLast(({ from }) => from <= iteration)?.agents ?? agents;
}

/** The number of the epoch that an iteration opens, from 2; null when it goes on with the agents of the one before. */
export function epochOpenedBy({ epochs }: Pick<RunRecord, 'epochs'>, iteration: number): number | null {
  const index = epochs.findLastIndex(({ from }) => from === iteration);
  return index < 0 ? null : index + 2;
}
