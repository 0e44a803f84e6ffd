import { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { Shell } from '../shell.ts';

interface VerifyFlags {
  readonly workspace?: string;
  readonly json?: boolean;
  readonly formats?: boolean;
  readonly scores?: boolean;
}

export function verifyCommand(shell: Shell): Command {
  return new Command('verify')
    .description('recompute everything in a workspace, and name each file and value that differs (exit code 6)')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .option('--formats', 'only whether every record can be read in its form')
    .option('--scores', 'only whether every score and verdict comes out of the gradings')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ skillratchet verify\n  $ skillratchet verify --scores\n  $ skillratchet verify ./my-skill --json',
    )
    .action(async (folder: string | undefined, flags: VerifyFlags) => {
      const { verifyIn } = await import('../verify-in.ts');
      const { renderVerification } = await import('../../report/verify.ts');
      const found = await verifyIn(shell, flags.workspace ?? folder, flags);
      const ok = found.differences.length === 0;
      shell.print(flags.json ? JSON.stringify({ ok, ...found }) : renderVerification(found, shell));
      shell.exit(ok ? EXIT.done : EXIT.unmeasured);
    });
}
