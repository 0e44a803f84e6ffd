import { Argument, Command } from 'commander';
import type { Shell } from '../shell.ts';

const SHELLS = ['bash', 'zsh', 'fish'];

export function completionCommand(shell: Shell): Command {
  return new Command('completion')
    .description('print what makes a shell complete commands, flags, versions and evals')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action(async (name: string) => {
      const { completionScript } = await import('../completion.ts');
      shell.print(await completionScript(name));
    });
}

/** What the printed script asks at each press of the key; of no use to people. */
export function completeCommand(shell: Shell): Command {
  return new Command('complete')
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[], _flags: unknown, command: Command) => {
      const { complete } = await import('../completion.ts');
      await complete(shell, command.parent?.commands ?? [], words);
    });
}

const EXAMPLES = `
Examples:
  $ source <(skillratchet completion bash)
  $ source <(skillratchet completion zsh)
  $ skillratchet completion fish > ~/.config/fish/completions/skillratchet.fish`;
