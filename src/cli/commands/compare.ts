import { Command } from 'commander';
import type { Shell } from '../shell.ts';

interface CompareFlags {
  readonly workspace?: string;
  readonly json?: boolean;
}

export function compareCommand(shell: Shell): Command {
  return new Command('compare')
    .description('put two iterations beside each other: metrics, settings, and the expectations that flipped')
    .argument('<a>', 'an iteration, such as 1, or of another workspace: WORKSPACE:1')
    .argument('<b>', 'the same')
    .option('--workspace <DIR>', 'the workspace (default: the only one in reach)')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ skillratchet compare 1 3\n  $ skillratchet compare ./a-autoresearch:3 ./b-autoresearch:2 --json',
    )
    .action(async (a: string, b: string, flags: CompareFlags) => {
      const { comparisonOf, iterationNamed } = await import('../comparison-in.ts');
      const { renderComparison } = await import('../../report/compare.ts');
      const old = await iterationNamed(shell, a, flags.workspace);
      const comparison = await comparisonOf(old, await iterationNamed(shell, b, flags.workspace));
      shell.print(flags.json ? JSON.stringify(comparison) : renderComparison(comparison, shell));
    });
}
