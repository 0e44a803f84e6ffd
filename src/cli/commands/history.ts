import { Command } from 'commander';
import type { Shell } from '../shell.ts';

export function historyCommand(shell: Shell): Command {
  return new Command('history')
    .description('list the runs that were archived with --artifacts, oldest first, whatever became of their workspaces')
    .argument('[folder]', 'the folder of artifacts', 'artifacts')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', '\nExamples:\n  $ skillratchet history\n  $ skillratchet history ./artifacts --json')
    .action(async (folder: string, flags: { readonly json?: boolean }) => {
      const { resolve } = await import('node:path');
      const { readIndex } = await import('../../records/archive/index-file.ts');
      const { entries, problems } = await readIndex(resolve(shell.cwd, folder));
      for (const problem of problems) shell.report(`warning: ${problem}`);
      if (flags.json) return shell.print(JSON.stringify(entries));
      const { renderHistory } = await import('../../report/history.ts');
      shell.print(renderHistory(entries, shell));
    });
}
