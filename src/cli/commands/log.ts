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
      const { headlineLines } = await import('../../report/headline.ts');
      const { renderLog } = await import('../../report/log-table.ts');
      const { noiseLine } = await import('../../report/noise.ts');
      const { entries, estimates, headline, problems, noise } = await readResults(shell, flags.workspace ?? folder);
      for (const problem of problems) shell.report(`warning: ${problem}`);
      if (flags.json) {
        const final = headline?.type === 'fresh' ? headline.final : null;
        return shell.print(JSON.stringify({ rows: entries.map(({ row }) => row), estimates, final, noise }));
      }
      shell.print(renderLog(entries, shell));
      if (headline !== null) shell.print(`\n${headlineLines(headline).join('\n')}`);
      if (noise !== null) shell.print(`\n${noiseLine(noise)}`);
    });
}
