import { Command } from 'commander';
import type { Shell } from '../shell.ts';

interface LogFlags {
  readonly workspace?: string;
  readonly json?: boolean;
}

export function logCommand(shell: Shell): Command {
  return new Command('log')
    .description('show the progression: every iteration with score, best score, action and change')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', '\nExamples:\n  $ skillratchet log\n  $ skillratchet log ./my-skill --json')
    .action(async (folder: string | undefined, flags: LogFlags) => {
      const { readResults } = await import('../results-in.ts');
      const { renderLog } = await import('../../report/log-table.ts');
      const { rows, problems } = await readResults(shell, flags.workspace ?? folder);
      for (const problem of problems) shell.report(`warning: ${problem}`);
      shell.print(flags.json ? JSON.stringify({ rows }) : renderLog(rows, shell));
    });
}
