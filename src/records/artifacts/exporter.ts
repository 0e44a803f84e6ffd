import type { Exporter } from '../port.ts';

/** Harbor's form of a run: a job per iteration, with a result and a trajectory per trial; and what `replay:DIR` plays. */
export const artifactsExporter: Exporter = {
  name: 'artifacts',
  writes: 'a job for each iteration, with results and the trajectory of every trial',
  defaultTarget: 'artifacts',
  flags: [
    {
      flags: '--trajectory <full|final>',
      description: 'a line for every model call, each with all messages before it; or only the last one (default full)',
      choices: ['full', 'final'],
    },
  ],
  async export(workspace, request) {
    const { exportArtifacts } = await import('./export-artifacts.ts');
    return exportArtifacts(workspace, request);
  },
};
