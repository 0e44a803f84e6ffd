import { resolve } from 'node:path';
import { Command } from 'commander';
import { withMeasureFlags } from '../options.ts';
import type { Shell } from '../shell.ts';

export function tryCommand(shell: Shell): Command {
  const command = withMeasureFlags(new Command('try'), [
    'improver',
    'iterations',
    'max-reverts',
    'artifacts',
    'sft',
    'to',
  ])
    .description('put your own edit of a skill before the same referee, as one more iteration')
    .argument('<skill>', 'the skill, as `improve` knows it')
    .argument('<dir>', 'a folder with the skill as you edited it')
    .option('--message <TEXT>', 'what the edit changes, in a line')
    .addHelpText('after', EXAMPLES);
  return command.action(async (skill: string, dir: string, { message }: { readonly message?: string }) => {
    const { measureFor } = await import('../measure-for.ts');
    const { tryEdit } = await import('../../loop/improve.ts');
    const { summarise } = await import('../summary.ts');
    const edit = { dir: resolve(shell.cwd, dir), changelog: message ?? `Edit from ${dir}` };
    const measured = await measureFor(shell, { skill, command }, (campaign) => tryEdit(campaign, edit));
    if (measured !== null) await summarise(shell, measured, command.opts());
  });
}

const EXAMPLES = `
Examples:
  $ skillratchet restore best --to ./mine      then edit ./mine
  $ skillratchet try ./my-skill ./mine --message "Say which date format"`;
