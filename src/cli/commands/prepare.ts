import { Command } from 'commander';
import type { Shell } from '../shell.ts';

interface PrepareFlags {
  readonly workspace?: string;
  readonly json?: boolean;
}

export function prepareCommand(shell: Shell): Command {
  return new Command('prepare')
    .description('write the evals in one form, by split, with and without what is expected, into the workspace')
    .argument('<skill>', 'folder with a SKILL.md and evals/evals.json')
    .option('--workspace <DIR>', 'where the run is kept (default: SKILL-autoresearch beside the skill)')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', '\nExamples:\n  $ skillratchet prepare ./my-skill')
    .action(async (skill: string, { workspace, json }: PrepareFlags) => {
      const { prepareIn } = await import('../prepare-in.ts');
      await prepareIn(shell, { skill, workspace, json: json ?? false });
    });
}
