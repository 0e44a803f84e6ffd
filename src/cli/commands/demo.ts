import { Command } from 'commander';
import { whole } from '../option-values.ts';
import type { Shell } from '../shell.ts';

interface DemoFlags {
  readonly to?: string;
  readonly seed?: number;
  readonly json?: boolean;
}

export function demoCommand(shell: Shell): Command {
  return new Command('demo')
    .description('improve a sample skill with an embedded agent: no key, no network, under a minute')
    .option('--to <DIR>', 'a new folder for it (default: one in the temp folder)')
    .addOption(whole('--seed <N>', 'seed of everything random', { least: 0 }).default(7))
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', '\nExamples:\n  $ skillratchet demo\n  $ skillratchet demo --to ./demo')
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('../demo.ts');
      await runDemo(shell, flags);
    });
}
