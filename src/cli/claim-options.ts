import { type Command, InvalidArgumentError, Option } from 'commander';
import { whole } from './option-values.ts';
import { settings } from './options.ts';

/** What the flags of `certify` and `submit` give; what was not given is absent. */
export interface ClaimFlags {
  readonly workspace?: string;
  readonly alpha?: number;
  readonly passes?: number;
  readonly gap?: number;
  readonly concurrency?: number;
  readonly env?: readonly string[];
  readonly prices?: string;
  readonly requireImprovement?: boolean;
  readonly json?: boolean;
}

/** Settings of a run that may change from start to start. */
const OF_A_START = ['concurrency', 'env', 'prices'];

/** Adds what both commands take. Agents and the skill are those of the run. */
export function withClaimFlags(command: Command): Command {
  command
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .addOption(share('--alpha <SHARE>', 'accepted probability of a false claim (default 0.05)'))
    .addOption(whole('--passes <N>', 'most passes of both versions (default 6)', { least: 1 }));
  for (const option of settings()) if (OF_A_START.includes(option.name())) command.addOption(option);
  return command
    .option('--require-improvement', 'exit code 3 unless the gain is shown')
    .option('--json', 'print one JSON document on standard output');
}

/** A flag that takes a number between 0 and 1. */
export function share(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (/^0?\.\d+$/.test(text) && value > 0 && value < 1) return value;
    throw new InvalidArgumentError('It must be a number between 0 and 1, such as 0.05.');
  });
}
