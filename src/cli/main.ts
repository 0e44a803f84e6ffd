import { CommanderError } from 'commander';
import { EXIT, UserError } from '../core/errors.ts';
import { buildProgram } from './program.ts';
import { processShell, type Shell } from './shell.ts';

/** Runs the program with the words after its name, and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const shell = processShell();
  if (process.platform === 'win32') {
    shell.report('skillratchet runs on Linux and macOS; on Windows use it inside WSL.');
    return shell.exit(EXIT.invalid);
  }
  try {
    await buildProgram(shell).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    shell.exit(explain(error, shell, argv.includes('--json')));
  }
}

/** Says what went wrong, in the form that was asked for; returns the exit code. */
function explain(error: unknown, shell: Shell, json: boolean): number {
  const known = asUserError(error);
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  if (json) shell.print(JSON.stringify({ error: errorDocument(error, known) }));
  if (error instanceof CommanderError) return EXIT.invalid;
  if (known === null) {
    shell.report(error instanceof Error ? (error.stack ?? error.message) : String(error));
    shell.report('This is a bug of skillratchet. Please report it with the lines above.');
    return EXIT.bug;
  }
  shell.report(`error: ${known.message}`);
  if (known.hint !== undefined) shell.report(`  ${known.hint}`);
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

const DISK_TROUBLE: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
};

function asUserError(error: unknown): UserError | null {
  if (error instanceof UserError) return error;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const trouble = DISK_TROUBLE[error.code];
  if (trouble === undefined) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'a file';
  return new UserError('filesystem', `${path}: ${trouble}.`, {
    cause: error,
    hint: 'Nothing is lost; mend that and run the command again.',
  });
}
