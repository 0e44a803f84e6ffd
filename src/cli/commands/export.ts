import { Command, Option } from 'commander';
import type { Exporter } from '../../records/port.ts';
import { EXPORTERS } from '../../records/registry.ts';
import type { ExportFlags } from '../export-in.ts';
import type { Shell } from '../shell.ts';
import { exportMlflowCommand } from './export-mlflow.ts';

export function exportCommand(shell: Shell): Command {
  const command = new Command('export')
    .description('write what a workspace knows in a form that other tools read')
    .addHelpText('after', EXAMPLES);
  for (const exporter of EXPORTERS) command.addCommand(exporterCommand(shell, exporter));
  return command.addCommand(exportMlflowCommand(shell));
}

function exporterCommand(shell: Shell, exporter: Exporter): Command {
  const { name, writes, defaultTarget, flags } = exporter;
  const command = new Command(name)
    .description(writes)
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .option('--to <DIR>', 'a new or empty folder, or one that an earlier export made', defaultTarget);
  for (const { flags: text, description, choices } of flags) {
    const option = new Option(text, description);
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  return command
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', `\nExamples:\n  $ skillratchet export ${name} --to ./${defaultTarget}`)
    .action(async (folder: string | undefined, given: ExportFlags) => {
      const { exportIn } = await import('../export-in.ts');
      await exportIn(shell, { exporter, folder, flags: given });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet export artifacts --to ./artifacts
  $ skillratchet export artifacts ./my-skill --trajectory final --json
  $ skillratchet export sft --min-pass-rate 0.8
  $ skillratchet export mlflow --uri http://127.0.0.1:5000`;
