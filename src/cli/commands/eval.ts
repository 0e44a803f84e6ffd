import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../core/errors.ts';
import { parseScore, whole } from '../option-values.ts';
import { withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

interface EvalFlags {
  readonly eval?: string;
  readonly arms?: readonly string[];
  readonly trials?: number;
}

/** Trials of each eval with each arm, where nothing is said. */
const TRIALS = 2;

export function evalCommand(shell: Shell): Command {
  return withMeasureFlags(new Command('eval'), ['improver', 'iterations', 'max-reverts', 'reuse', 'artifacts', 'to'])
    .description('measure the skill once; a later `improve` takes it as its baseline')
    .argument('<skill>', 'folder with a SKILL.md and evals/evals.json')
    .option('--eval <ID>', 'only this eval')
    .addOption(
      new Option('--arms <ARMS>', 'compare arms side by side instead: none (no skill), v0, best, vN').argParser(
        parseArms,
      ),
    )
    .addOption(whole('--trials <K>', 'with --arms: trials of each eval with each arm (default 2)', { least: 1 }))
    .addOption(new Option('--threshold <SCORE>', 'exit with 3 where the best version has less').argParser(parseScore))
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string, { eval: evalId, arms, trials }: EvalFlags, command: Command) => {
      if (arms !== undefined) {
        if (evalId !== undefined) throw new UserError('usage', '--arms measures every eval; leave --eval out.');
        const { armsIn } = await import('../arms-in.ts');
        return armsIn(shell, { skill, command, asked: { names: arms, trials: trials ?? TRIALS } });
      }
      if (trials !== undefined) throw new UserError('usage', '--trials goes with --arms.');
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

function parseArms(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const isArm = (name: string) => /^(none|best|v(0|[1-9]\d*))$/.test(name);
  if (names.every(isArm) && new Set(names).size === names.length) return names;
  throw new InvalidArgumentError('It must be a list such as none,v0,best; each arm once.');
}

const EXAMPLES = `
Examples:
  $ skillratchet eval ./my-skill
  $ skillratchet eval ./my-skill --eval 3
  $ skillratchet eval ./my-skill --arms none,v0,best --trials 3`;
