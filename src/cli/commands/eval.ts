import { Command } from 'commander';
import { withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

export function evalCommand(shell: Shell): Command {
  return withMeasureFlags(new Command('eval'), ['improver', 'iterations', 'max-reverts', 'reuse'])
    .description('measure the skill once; a later `improve` takes it as its baseline')
    .argument('<skill>', 'folder with a SKILL.md and evals/evals.json')
    .option('--eval <ID>', 'only this eval')
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string, { eval: evalId }: { readonly eval?: string }, command: Command) => {
      const { measureFor } = await import('../measure-for.ts');
      const { measureBaseline, measureOne } = await import('../../loop/improve.ts');
      const { summarise, summariseOne } = await import('../summary.ts');
      if (evalId === undefined) {
        const measured = await measureFor(shell, { skill, command }, measureBaseline);
        if (measured !== null) await summarise(shell, measured, command.opts());
        return;
      }
      const measured = await measureFor(shell, { skill, command }, (campaign) => measureOne(campaign, evalId));
      if (measured !== null) await summariseOne(shell, measured, { ...command.opts(), evalId });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet eval ./my-skill
  $ skillratchet eval ./my-skill --eval 3`;
