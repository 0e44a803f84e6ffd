import { Command } from 'commander';
import { type MeasureFlags, withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

interface EvalFlags extends MeasureFlags {
  readonly eval?: string;
}

export function evalCommand(shell: Shell): Command {
  return withMeasureFlags(new Command('eval'))
    .description('measure the skill once; a later `improve` takes it as its baseline')
    .argument('<skill>', 'folder with a SKILL.md and evals/evals.json')
    .option('--eval <ID>', 'only this eval')
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string, flags: EvalFlags) => {
      const { measuring } = await import('../measuring.ts');
      const { improve, measureOne } = await import('../../loop/improve.ts');
      const { summarise, summariseOne } = await import('../summary.ts');
      const { eval: id } = flags;
      if (id === undefined) {
        const measured = await measuring(shell, { skill, flags }, (campaign) => improve(campaign, 'baseline'));
        return summarise(shell, measured, flags);
      }
      const measured = await measuring(shell, { skill, flags }, (campaign) => measureOne(campaign, id));
      return summariseOne(shell, measured, { ...flags, evalId: id });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet eval ./my-skill
  $ skillratchet eval ./my-skill --eval 3`;
