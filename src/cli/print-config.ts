import type { Command } from 'commander';
import { defaultText } from './defaults.ts';
import { originOf, settings } from './options.ts';
import type { Shell } from './shell.ts';

/** Prints each setting of a command with its value and origin, as a table or as JSON. */
export function printConfig(shell: Shell, command: Command, { json }: { readonly json?: boolean | undefined }): void {
  const taken = new Set(command.options.map((option) => option.attributeName()));
  const rows = settings()
    .map((option) => ({ setting: option.name(), attribute: option.attributeName() }))
    .filter(({ attribute }) => taken.has(attribute))
    .map(({ setting, attribute }) => {
      return {
        setting,
        value: given(command, attribute) ?? defaultText(attribute),
        origin: originOf(command, attribute),
      };
    });
  const lines = rows.map(({ setting, value, origin }) => {
    return `${setting.padEnd(16)}${String(value).padEnd(24)}  ${shell.paint('dim', origin)}`;
  });
  shell.print(json ? JSON.stringify({ settings: rows }) : lines.join('\n'));
}

/** One agent is told as one, several as a list. */
function given(command: Command, attribute: string): unknown {
  const value: unknown = command.getOptionValue(attribute);
  return attribute === 'agent' && Array.isArray(value) && value.length === 1 ? value[0] : value;
}
