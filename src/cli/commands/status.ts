import { Command } from 'commander';
import { UserError } from '../../core/errors.ts';
import type { Shell } from '../shell.ts';

interface StatusFlags {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly watch?: boolean;
}

export function statusCommand(shell: Shell): Command {
  return new Command('status')
    .description('say where a run stands: phase, incumbent, spend, why it stopped')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .option('--watch', 'draw it anew every second, until the run stops or you press Ctrl-C')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ skillratchet status\n  $ skillratchet status --watch\n  $ skillratchet status ./my-skill --json',
    )
    .action(async (folder: string | undefined, flags: StatusFlags) => {
      const { readStatus } = await import('../status-of.ts');
      const { renderStatus } = await import('../../report/status.ts');
      const { warnOnce } = await import('../warn-once.ts');
      const warn = warnOnce(shell);
      const read = () => readStatus(shell, flags.workspace ?? folder, warn);
      if (flags.json) {
        if (flags.watch) throw new UserError('usage', '--json prints one document, and --watch many.');
        return shell.print(JSON.stringify(await read()));
      }
      if (!flags.watch) return shell.print(renderStatus(await read(), shell));
      const { watch } = await import('../watch.ts');
      await watch(shell, async () => {
        const status = await read();
        return { text: renderStatus(status, shell), last: status.held_by === null };
      });
    });
}
