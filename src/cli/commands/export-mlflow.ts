import { Command } from 'commander';
import type { MlflowFlags } from '../export-mlflow-in.ts';
import type { Shell } from '../shell.ts';

/** Apart from the exporters, as it writes to a server and not to a folder. */
export function exportMlflowCommand(shell: Shell): Command {
  return new Command('mlflow')
    .description('send a run to an MLflow server: a run for the campaign, and one below it for each iteration')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .requiredOption('--uri <URI>', 'the address of the server, such as http://127.0.0.1:5000')
    .option('--experiment <NAME>', 'the experiment, which is made if there is none (default: the skill’s name)')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: MlflowFlags) => {
      const { exportMlflowIn } = await import('../export-mlflow-in.ts');
      await exportMlflowIn(shell, folder, flags);
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet export mlflow --uri http://127.0.0.1:5000
  $ skillratchet export mlflow ./my-skill --uri https://mlflow.example.org --experiment skills --json

What the server has is not sent again. MLFLOW_TRACKING_TOKEN is sent along where it is set.`;
