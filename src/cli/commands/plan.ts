import { resolve } from 'node:path';
import { Command } from 'commander';
import { type MeasureFlags, withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

export function planCommand(shell: Shell): Command {
  return withMeasureFlags(new Command('plan'), ['artifacts', 'sft', 'to'])
    .description('say what `improve` would take with these flags: calls, trials, tokens, money and time')
    .argument('<skill>', 'folder with a SKILL.md and evals/evals.json')
    .option('--from <DIR>', 'take prices from the calls of another run')
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string, { from }: { readonly from?: string }, command: Command) => {
      const { applyConfigFile } = await import('../config-file.ts');
      const { dryRun } = await import('../dry-run.ts');
      await applyConfigFile(command, resolve(shell.cwd, skill));
      await dryRun(shell, skill, { flags: command.opts<MeasureFlags>(), what: 'improve', from });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet plan ./my-skill
  $ skillratchet plan ./my-skill --max-trials 200 --proposals 4
  $ skillratchet plan ./my-skill --from ../other-skill-autoresearch`;
