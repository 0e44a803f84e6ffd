import type { Exporter } from '../port.ts';

/** Training data for supervised fine-tuning, of trials that passed. */
export const sftExporter: Exporter = {
  name: 'sft',
  writes: 'training data of the trials that passed: im.jsonl and lf.json for LLaMA-Factory',
  defaultTarget: 'artifacts',
  flags: [
    {
      flags: '--job <latest|all|JOB>',
      description: 'which iterations: a job such as RUN-iter-2, or its number (default all)',
    },
    {
      flags: '--status <STATUS>',
      description: 'trials with all expectations passed, the others, or all of them (default resolved)',
      choices: ['resolved', 'unresolved', 'all'],
    },
    {
      flags: '--min-pass-rate <SHARE>',
      description: 'trials that passed at least so much of their expectations, 0 to 1',
    },
    {
      flags: '--lf-style <STYLE>',
      description: 'lf.json with ShareGPT turns, or with messages that hold calls as text (default sharegpt)',
      choices: ['sharegpt', 'messages'],
    },
    {
      flags: '--prose <think|drop>',
      description: 'what an agent says beside a call, in ShareGPT turns (default think)',
      choices: ['think', 'drop'],
    },
    { flags: '--skip-unchanged', description: 'leave a job alone that would be written as it is' },
  ],
  async export(workspace, request) {
    const { exportSft } = await import('./export-sft.ts');
    return exportSft(workspace, request);
  },
};
