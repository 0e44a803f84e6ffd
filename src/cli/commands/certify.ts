import { Command } from 'commander';
import { type ClaimFlags, withClaimFlags } from '../claim-options.ts';
import type { Shell } from '../shell.ts';

export function certifyCommand(shell: Shell): Command {
  return withClaimFlags(new Command('certify'))
    .description('try to show that the best version is better than the original, in fresh passes of the deciding evals')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: ClaimFlags) => {
      const { makeClaim } = await import('../make-claim.ts');
      await makeClaim(shell, { kind: 'certify', folder, flags });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet certify
  $ skillratchet certify ./my-skill --passes 4
  $ skillratchet certify --require-improvement     exit code 3 unless the gain is shown`;
