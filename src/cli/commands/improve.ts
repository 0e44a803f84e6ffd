import { Command, Option } from 'commander';
import { withCiFlags } from '../ci-options.ts';
import { parseScore } from '../option-values.ts';
import { withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

export function improveCommand(shell: Shell): Command {
  return withCiFlags(withMeasureFlags(new Command('improve')))
    .description('climb: propose an edit, run the evals, keep it only if the skill got better')
    .argument('[skill]', 'folder with a SKILL.md and evals/evals.json (default with --fork: that of the other run)')
    .option(
      '--fork <WORKSPACE@VERSION>',
      'begin a run of its own from a version of another one, such as ./w@3 or ./w@best',
    )
    .addOption(new Option('--threshold <SCORE>', 'exit with 3 where the best version has less').argParser(parseScore))
    .option('--require-improvement', 'exit with 3 unless fresh passes show a gain')
    .addHelpText('after', EXAMPLES)
    .action(async (named: string | undefined, _flags: unknown, command: Command) => {
      const { improvedIn } = await import('../fork-in.ts');
      const { skill, fork } = await improvedIn(shell, named, command.opts());
      const { measureFor } = await import('../measure-for.ts');
      const { improve } = await import('../../loop/improve.ts');
      const { summarise } = await import('../summary.ts');
      const { handingOn } = await import('../handing-on.ts');
      const work = async (own: Shell): Promise<void> => {
        const measured = await measureFor(own, { skill, command, fork }, improve);
        if (measured !== null) await summarise(own, measured, command.opts());
      };
      await handingOn(shell, skill, { flags: () => command.opts(), work });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet improve ./my-skill
  $ skillratchet improve ./my-skill --agent claude:opus --iterations 10 --max-time 2h
  $ skillratchet improve ./my-skill --agent command:./my-agent --max-trials 200
  $ skillratchet improve ./my-skill --max-cost 20 --iterations +5
  $ skillratchet improve ./my-skill --to ./outputs --artifacts ./artifacts
  $ skillratchet improve ./my-skill --dry-run
  $ skillratchet improve --fork ./my-skill-autoresearch@3 --workspace ./from-v3

Stop it whenever you like: the same command goes on where it stopped.`;
