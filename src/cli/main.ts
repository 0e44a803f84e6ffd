import { CommanderError } from 'commander';
import { EXIT, UserError } from '../core/errors.ts';
import { diskTrouble } from '../platform/errno.ts';
import { buildProgram } from './program.ts';
import { processShell, type Shell } from './shell.ts';
import { tellError } from './tell-error.ts';

/** Runs the program with the words after its name, and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.off('error', ignoreClosed).on('error', ignoreClosed);
  await run(argv, processShell());
}

/** Whoever reads what we say may stop listening, as `head` does; a run goes on all the same. */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

/** The same in a shell of the caller's; never rejects. */
export async function run(argv: readonly string[], shell: Shell): Promise<void> {
  if (process.platform === 'win32') {
    shell.report('skillratchet runs on Linux and macOS; on Windows use it inside WSL.');
    return shell.exit(EXIT.invalid);
  }
  try {
    await buildProgram(shell).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    shell.exit(await explain(error, shell, argv.includes('--json')));
  }
}

/** Says what went wrong, in the form that was asked for; returns the exit code. */
async function explain(error: unknown, shell: Shell, json: boolean): Promise<number> {
  const known = asUserError(error);
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  if (json) shell.print(JSON.stringify({ error: errorDocument(error, known) }));
  if (error instanceof CommanderError) {
    // A command that was called without its subcommand has shown its help instead.
    if (error.code !== 'commander.help') await tellError(shell, error.message);
    return EXIT.invalid;
  }
  if (known === null) {
    shell.report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    shell.report('This is a bug of skillratchet. Please report it with the lines above.');
    return EXIT.bug;
  }
  await tellError(shell, `error: ${known.message}`);
  if (known.hint !== undefined) await tellError(shell, `  ${known.hint}`);
  return known.exit;
}

function errorDocument(
  error: unknown,
  known: UserError | null,
): { code: string; message: string; hint: string | null } {
  if (known !== null) return { code: known.code, message: known.message, hint: known.hint ?? null };
  const code = error instanceof CommanderError ? 'usage' : 'bug';
  const message = error instanceof Error ? error.message : String(error);
  return { code, message: message.replace(/^error: /, ''), hint: null };
}

function asUserError(error: unknown): UserError | null {
  if (error instanceof UserError) return error;
  const trouble = diskTrouble(error);
  if (trouble === null) return null;
  return new UserError('filesystem', `${trouble}.`, {
    cause: error,
    hint: 'Nothing is lost; mend that and run the command again.',
  });
}
