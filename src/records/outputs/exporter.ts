import type { Exporter } from '../port.ts';

/** One folder to hand on: the best skill, every iteration, reports as Markdown and PDF, and what all of it is. */
export const outputsExporter: Exporter = {
  name: 'outputs',
  writes: 'the best skill, every iteration, reports as Markdown and PDF, and a README of what is there',
  defaultTarget: 'outputs',
  flags: [],
  async export(workspace, request) {
    const { exportOutputs } = await import('./export-outputs.ts');
    return exportOutputs(workspace, request);
  },
};
