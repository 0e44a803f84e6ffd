import { Command } from 'commander';
import type { PatchSide } from '../../store/patch.ts';
import type { Shell } from '../shell.ts';

interface DiffFlags {
  readonly workspace?: string;
  readonly stat?: boolean;
  readonly patch?: boolean;
  readonly json?: boolean;
}

export function diffCommand(shell: Shell): Command {
  return new Command('diff')
    .description('show how two versions of the skill differ: the whole folder, modes and binary files included')
    .argument('<a>', 'v0, v3, best, candidate, iteration-4, or a folder')
    .argument('<b>', 'the same')
    .option('--stat', 'only how much differs in each file')
    .option('--patch', 'a patch that `git apply` takes')
    .option('--workspace <DIR>', 'the workspace (default: the only one in reach)')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (a: string, b: string, flags: DiffFlags) => {
      const { fileDiffs, sideIn } = await import('../sides-in.ts');
      const [old, now] = [await sideIn(shell, a, flags.workspace), await sideIn(shell, b, flags.workspace)];
      if (flags.patch && !flags.json) {
        const { patchBetween } = await import('../../store/patch.ts');
        const { harmless } = await import('../../report/text.ts');
        const lines = (await patchBetween(old, now)).replace(/\n$/, '').split('\n');
        // Only a terminal could be steered; a file or a pipe gets every byte.
        return shell.print((Number.isFinite(shell.columns) ? lines.map(harmless) : lines).join('\n'));
      }
      const files = await fileDiffs(old, now);
      const bytes = { a: bytesIn(old), b: bytesIn(now) };
      if (flags.json) return shell.print(JSON.stringify({ a, b, equal: files.length === 0, bytes, files }));
      if (files.length === 0) return shell.print(`${a} and ${b} are equal.`);
      const { renderDiff, renderDiffStat } = await import('../../report/diff.ts');
      const { sizeDelta } = await import('../../report/size-delta.ts');
      const text = flags.stat ? renderDiffStat(files, shell) : renderDiff(files, shell);
      shell.print(`${text}\n${flags.stat ? '' : '\n'}${sizeDelta(bytes.a, bytes.b)}`);
    });
}

/** Of the skill, its evals left aside: what an agent may read. */
function bytesIn({ entries }: PatchSide): number {
  return entries.reduce((sum, one) => sum + (one.type === 'file' && !one.path.startsWith('evals/') ? one.size : 0), 0);
}

const EXAMPLES = `
Examples:
  $ skillratchet diff v0 best
  $ skillratchet diff v0 best --stat
  $ skillratchet diff ./my-skill iteration-2
  $ skillratchet diff v0 best --patch > improved.patch`;
