import { Command } from 'commander';
import { cap, collect, collectPaths, parseAmount, parseCount, parseDuration, whole } from '../option-values.ts';
import type { ReproduceFlags } from '../reproduce-in.ts';
import type { Shell } from '../shell.ts';

export function reproduceCommand(shell: Shell): Command {
  // None of them is read from the environment, which speaks to new runs only.
  return new Command('reproduce')
    .description('measure an iteration again, as it was measured, and put both scores beside each other')
    .usage('[options] [workspace] <iteration>')
    .argument('<iterations...>', 'its number, or a version: v3, best; before it the workspace or skill')
    .option('--workspace <DIR>', 'the workspace (default: the only one in reach)')
    .option('--agent <NAME>', 'another executor than that of the run; it grades too where nobody chose a judge')
    .option('--judge <NAME>', 'another judge')
    .addOption(whole('--concurrency <N>', 'trials at the same time (default: as the run had it)', { least: 1 }))
    .addOption(cap('--max-trials <N>', 'executor calls of the whole run, these included', parseCount))
    .addOption(cap('--max-cost <USD>', 'money of the whole run, this included', parseAmount))
    .addOption(cap('--max-tokens <N>', 'tokens of the whole run, these included', parseCount))
    .addOption(cap('--max-time <DURATION>', 'time of the whole run, this included', parseDuration))
    .option('--prices <FILE>', 'what models cost, over the list prices that skillratchet knows')
    .option('--env <NAME>', 'let an environment variable through to the agents; repeatable', collect)
    .option('--sandbox-read <PATH>', 'file or folder that agents may read behind the wall; repeatable', collectPaths)
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (names: readonly string[], flags: ReproduceFlags) => {
      const { reproduceIn } = await import('../reproduce-in.ts');
      await reproduceIn(shell, names, flags);
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet reproduce 3
  $ skillratchet reproduce ./my-skill best --dry-run
  $ skillratchet reproduce 3 --agent claude:opus     the same skill and evals, another agent
  $ skillratchet reproduce ./my-skill-autoresearch 3 --json`;
