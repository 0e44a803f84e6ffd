import { Command } from 'commander';
import { type ClaimFlags, share, withClaimFlags } from '../claim-options.ts';
import type { Shell } from '../shell.ts';

export function submitCommand(shell: Shell): Command {
  return withClaimFlags(new Command('submit'))
    .description('the same on the evals that were kept from everybody: once per run, and the climb is over')
    .addOption(
      share('--gap <SHARE>', 'warn when the sealed evals come out so much worse than the others (default 0.10)'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: ClaimFlags) => {
      const { makeClaim } = await import('../make-claim.ts');
      await makeClaim(shell, { kind: 'submit', folder, flags });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet improve ./my-skill --holdout 0.25     sets a quarter of the evals apart
  $ skillratchet submit ./my-skill
  $ skillratchet submit ./my-skill --gap 0.2 --json`;
