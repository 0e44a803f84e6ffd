import type { Command } from 'commander';

/** Files that continuous integration reads, as they were named. */
export interface CiFlags {
  readonly junit?: string | undefined;
  readonly summary?: string | undefined;
}

/** Adds the flags that name them. */
export function withCiFlags(command: Command): Command {
  return command
    .option('--junit <FILE>', 'write the last pass of the best version as JUnit XML')
    .option('--summary <FILE>', 'write a short Markdown for a pull request');
}
