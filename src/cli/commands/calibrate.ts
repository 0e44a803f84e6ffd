import { Command } from 'commander';
import type { AgainFlags } from '../measuring-again.ts';
import { whole } from '../option-values.ts';
import { settings } from '../options.ts';
import type { Shell } from '../shell.ts';

interface CalibrateFlags extends AgainFlags {
  readonly passes?: number;
  readonly judge?: boolean;
}

/** Settings of a run that may change from start to start. */
const OF_A_START = ['concurrency', 'env', 'prices'];

export function calibrateCommand(shell: Shell): Command {
  const command = new Command('calibrate')
    .description('run the best version against itself: how noisy the evals are, and how often luck is kept')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .addOption(whole('--passes <N>', 'fresh passes, or gradings of each trial (default 3)', { least: 2 }))
    .option('--judge', 'grade the stored trials of the best version again instead: how noisy the judge is');
  for (const option of settings()) if (OF_A_START.includes(option.name())) command.addOption(option);
  return command
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: CalibrateFlags) => {
      if (flags.judge) {
        const { calibrateJudgeIn } = await import('../calibrate-judge-in.ts');
        return calibrateJudgeIn(shell, folder, flags);
      }
      const { calibrateIn } = await import('../calibrate-in.ts');
      await calibrateIn(shell, folder, flags);
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet calibrate
  $ skillratchet calibrate ./my-skill --passes 5
  $ skillratchet calibrate ./my-skill --judge`;
