import { Command } from 'commander';
import { UserError } from '../../core/errors.ts';
import { environmentHelp } from '../environment-help.ts';
import { exitCodesHelp } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';

/** What can be asked about besides the commands. */
const TOPICS: ReadonlyMap<string, () => string> = new Map([
  ['exit-codes', exitCodesHelp],
  ['environment', environmentHelp],
]);

export function helpCommand(shell: Shell): Command {
  return new Command('help')
    .description(`explain a command, or one of: ${[...TOPICS.keys()].join(', ')}`)
    .argument('[topic]', 'what to explain (default: the program)')
    .addHelpText('after', EXAMPLES)
    .action(async (topic: string | undefined, _flags: unknown, command: Command) => {
      const { parent } = command;
      const commands = parent?.commands ?? [];
      const explained = topic === undefined ? parent : commands.find((one) => one.name() === topic);
      if (explained) return explained.outputHelp();
      const text = TOPICS.get(topic ?? '');
      if (text !== undefined) return shell.print(text());
      throw await unknownTopic(topic ?? '', [...TOPICS.keys(), ...commands.map((one) => one.name())]);
    });
}

async function unknownTopic(topic: string, known: readonly string[]): Promise<UserError> {
  const { closest } = await import('fastest-levenshtein');
  return new UserError('usage', `There is no help on ${JSON.stringify(topic)}.`, {
    hint: `Did you mean ${closest(topic, known)}?`,
  });
}

const EXAMPLES = `
Examples:
  $ skillratchet help improve
  $ skillratchet help exit-codes
  $ skillratchet help environment`;
