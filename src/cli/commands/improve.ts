import { Command } from 'commander';
import { type MeasureFlags, number, withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

interface ImproveFlags extends MeasureFlags {
  readonly iterations?: number;
  readonly maxReverts?: number;
}

export function improveCommand(shell: Shell): Command {
  return withMeasureFlags(new Command('improve'))
    .description('climb: propose an edit, run the evals, keep it only if the skill got better')
    .argument('<skill>', 'folder with a SKILL.md and evals/evals.json')
    .option('--improver <NAME>', 'who edits the candidate (default: the executor’s agent)')
    .addOption(number('--iterations <N>', 'most iterations after the baseline (default 5)', { least: 0 }))
    .addOption(number('--max-reverts <N>', 'stop after this many reverts in a row (default 3)', { least: 1 }))
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string, flags: ImproveFlags) => {
      const { measuring } = await import('../measuring.ts');
      const { improve } = await import('../../loop/improve.ts');
      const { summarise } = await import('../summary.ts');
      const measured = await measuring(shell, { skill, flags }, improve);
      await summarise(shell, measured, flags);
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet improve ./my-skill
  $ skillratchet improve ./my-skill --agent claude:opus --iterations 10 --max-time 2h
  $ skillratchet improve ./my-skill --agent command:./my-agent --max-trials 200

Stop it whenever you like: the same command goes on where it stopped.`;
