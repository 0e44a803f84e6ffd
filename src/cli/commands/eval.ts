import { Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../core/errors.ts';
import { type CiFlags, withCiFlags } from '../ci-options.ts';
import { parseScore, whole } from '../option-values.ts';
import { withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

interface EvalFlags extends CiFlags {
  readonly eval?: string;
  readonly arms?: readonly string[];
  readonly trials?: number;
  readonly threshold?: number;
}

/** Trials of each eval with each arm, where nothing is said. */
const TRIALS = 2;

export function evalCommand(shell: Shell): Command {
  const command = withMeasureFlags(new Command('eval'), [
    ...['improver', 'iterations', 'max-reverts', 'reuse', 'artifacts', 'sft', 'to'],
  ]);
  return withCiFlags(command)
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
    .action(async (skill: string, flags: EvalFlags) => {
      checkTogether(flags);
      const { eval: evalId, arms, trials } = flags;
      if (arms !== undefined) {
        const { armsIn } = await import('../arms-in.ts');
        return armsIn(shell, { skill, command, asked: { names: arms, trials: trials ?? TRIALS } });
      }
      if (evalId !== undefined) return measureEval(shell, { skill, command, evalId });
      await measureAll(shell, { skill, command });
    });
}

/** Refuses flags that would say nothing beside each other. */
function checkTogether({ eval: evalId, arms, trials, threshold, junit, summary }: EvalFlags): void {
  if (arms !== undefined && evalId !== undefined) {
    throw new UserError('usage', '--arms measures every eval; leave --eval out.');
  }
  if (arms === undefined && trials !== undefined) throw new UserError('usage', '--trials goes with --arms.');
  const ofWhole = Object.entries({ threshold, junit, summary }).find(([, given]) => given !== undefined);
  if (ofWhole === undefined || (arms === undefined && evalId === undefined)) return;
  const other = arms === undefined ? '--eval' : '--arms';
  throw new UserError('usage', `--${ofWhole[0]} is about a whole pass of one version; leave ${other} out.`);
}

interface Asked {
  readonly skill: string;
  readonly command: Command;
}

async function measureAll(shell: Shell, { skill, command }: Asked): Promise<void> {
  const { measureFor } = await import('../measure-for.ts');
  const { measureBaseline } = await import('../../loop/improve.ts');
  const { summarise } = await import('../summary.ts');
  const { handingOn } = await import('../handing-on.ts');
  const work = async (own: Shell): Promise<void> => {
    const measured = await measureFor(own, { skill, command }, measureBaseline);
    if (measured !== null) await summarise(own, measured, command.opts());
  };
  await handingOn(shell, skill, { flags: () => command.opts(), work });
}

async function measureEval(shell: Shell, { skill, command, evalId }: Asked & { evalId: string }): Promise<void> {
  const { measureFor } = await import('../measure-for.ts');
  const { measureOne } = await import('../../loop/improve.ts');
  const { summariseOne } = await import('../summary.ts');
  const measured = await measureFor(shell, { skill, command }, (campaign) => measureOne(campaign, evalId));
  if (measured !== null) await summariseOne(shell, measured, { ...command.opts(), evalId });
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
  $ skillratchet eval ./my-skill --threshold 0.8 --junit junit.xml
  $ skillratchet eval ./my-skill --arms none,v0,best --trials 3`;
