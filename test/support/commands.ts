import { run } from '../../src/cli/main.ts';
import type { Ended } from './cli.ts';
import { quietShell } from './shell.ts';

/** Runs a command as the program does, but in this process, which takes milliseconds; 1 is the exit code of a crash. */
export async function inProcess(cwd: string, ...args: readonly string[]): Promise<Ended> {
  const shell = quietShell(cwd);
  await run(args, shell);
  return { code: shell.codes.at(-1) ?? 0, stdout: shell.printed.join('\n'), stderr: shell.reported.join('\n') };
}
