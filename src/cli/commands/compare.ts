import { Command } from 'commander';
import type { Shell } from '../shell.ts';

interface CompareFlags {
  readonly workspace?: string;
  readonly json?: boolean;
}

export function compareCommand(shell: Shell): Command {
  return new Command('compare')
    .description('put two iterations beside each other: metrics, settings, files, and the expectations that flipped')
    .usage('[options] [workspace] <a> <b>')
    .argument('<iterations...>', 'two iterations, such as 1 3, or of other workspaces: WORKSPACE:1 OTHER:2')
    .option('--workspace <DIR>', 'the workspace (default: the only one in reach)')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (iterations: readonly string[], flags: CompareFlags) => {
      const { comparisonOf, twoIterations } = await import('../comparison-in.ts');
      const { renderComparison } = await import('../../report/compare.ts');
      const comparison = await comparisonOf(...(await twoIterations(shell, iterations, flags.workspace)));
      shell.print(flags.json ? JSON.stringify(comparison) : renderComparison(comparison, shell));
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet compare 1 3
  $ skillratchet compare ./my-skill 1 3
  $ skillratchet compare ./a-autoresearch:3 ./b-autoresearch:2 --json`;
