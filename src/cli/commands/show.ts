import { Command } from 'commander';
import { UserError } from '../../core/errors.ts';
import type { ShownTrial } from '../../report/show-trial.ts';
import type { Shell } from '../shell.ts';

interface ShowFlags {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly transcript?: boolean;
}

export function showCommand(shell: Shell): Command {
  return new Command('show')
    .description('show an iteration, or one of its trials: what was tried, what came of it, and why')
    .argument('<iteration>', 'its number; after a slash the id of an eval, and the number of its trial')
    .option('--workspace <DIR>', 'the workspace (default: the only one in reach)')
    .option('--transcript', 'of a trial: everything that was said and done in it')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ skillratchet show 2\n  $ skillratchet show 2/4\n  $ skillratchet show 2/4/3        the third trial, where an eval has several\n  $ skillratchet show 2/4 --transcript\n  $ skillratchet show 2 --json',
    )
    .action(async (what: string, flags: ShowFlags) => {
      const { findWorkspace } = await import('../../store/find-workspace.ts');
      const { readIterationIn } = await import('../iteration-in.ts');
      const { warnOnce } = await import('../warn-once.ts');
      const { number, trial } = parseTarget(what);
      const workspace = await findWorkspace(shell.cwd, flags.workspace);
      const inspected = await readIterationIn(warnOnce(shell), workspace, number);
      if (trial !== null) {
        const { shownTrial, textsOf } = await import('../show-trial.ts');
        const { renderTrial } = await import('../../report/show-trial.ts');
        const shown = await shownTrial(shell, inspected, trial);
        if (flags.json) return shell.print(JSON.stringify(shown));
        const { page } = await import('../pager.ts');
        if (flags.transcript) return page(shell, await transcriptOf(shell, shown));
        return page(shell, renderTrial(shown, await textsOf(shell, inspected, trial), shell));
      }
      if (flags.transcript)
        throw new UserError('usage', '--transcript is for a trial, such as `show 2/4 --transcript`.');
      const { explained, iterationRecord, shownIteration } = await import('../show-iteration.ts');
      const { renderIteration } = await import('../../report/show.ts');
      shell.print(
        flags.json
          ? JSON.stringify(await iterationRecord(inspected))
          : renderIteration({ ...(await shownIteration(inspected)), ...explained(inspected) }, shell),
      );
    });
}

async function transcriptOf({ cwd }: Shell, { transcript }: ShownTrial): Promise<string> {
  const { resolve } = await import('node:path');
  const { readText } = await import('../../store/records.ts');
  const { harmless } = await import('../../report/text.ts');
  const text = transcript === null ? null : await readText(resolve(cwd, transcript));
  if (text === null) throw new UserError('invalid_workspace', 'The trial has no transcript.');
  return text.trimEnd().split('\n').map(harmless).join('\n');
}

function parseTarget(what: string): { readonly number: number; readonly trial: string | null } {
  const match = /^(?:iteration-|v)?(\d+)(?:\/(.+))?$/.exec(what);
  if (match?.[1] !== undefined) return { number: Number(match[1]), trial: match[2] ?? null };
  throw new UserError('usage', `${JSON.stringify(what)} is no iteration.`, {
    hint: 'Name its number or version, such as 2 or v2, or one of its trials, such as 2/4, or 2/4/3 for the third one of eval 4.',
  });
}
