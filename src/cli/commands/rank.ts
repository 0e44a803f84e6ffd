import { Command, Option } from 'commander';
import { DIRECTIONS, type Direction } from '../../core/ranking.ts';
import type { Shell } from '../shell.ts';

interface RankFlags {
  readonly by: string;
  readonly direction: Direction;
  readonly workspace?: string;
  readonly json?: boolean;
}

export function rankCommand(shell: Shell): Command {
  return new Command('rank')
    .description('order the iterations by a metric; those that lack it come last')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--by <METRIC>', 'a metric by its name with dots, such as usage.cost_usd', 'score')
    .addOption(new Option('--direction <WAY>', 'what is better').choices(DIRECTIONS).default('maximize'))
    .option('--workspace <DIR>', 'the workspace')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: RankFlags) => {
      const { rankedIn } = await import('../ranked-in.ts');
      const { renderRanking } = await import('../../report/rank-table.ts');
      const rows = await rankedIn(shell, flags.workspace ?? folder, flags);
      shell.print(flags.json ? JSON.stringify(rows) : renderRanking(flags.by, rows, shell));
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet rank
  $ skillratchet rank --by duration_ms --direction minimize
  $ skillratchet rank ./my-skill --by pass_rates.2 --json`;
