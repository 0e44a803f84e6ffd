import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Packages of Python, pinned, in an environment of their own. Only one test file may use a folder, as nothing locks it. */
interface PythonPackages {
  /** Below the cache of the person; another one for other versions, so that what lies there is never the wrong one. */
  readonly folder: string;
  readonly packages: readonly string[];
  readonly program: string;
  /** The file that is there once everything is, by its path in the environment. */
  readonly proof: string;
}

/** Written when pip has ended well. */
export const INSTALLED = 'installed';

const PYTHON = process.env.SKILLRATCHET_TEST_PYTHON ?? 'python3';

/**
 * The path of a program of such an environment, installed once, outside the repository. null where real programs of
 * Python are not asked for, or cannot be had; the reason is printed, and tests that need it are skipped.
 */
export async function pythonProgram({ folder, packages, program, proof }: PythonPackages): Promise<string | null> {
  const skipped = (reason: string) => {
    console.warn(`Tests with the real ${packages.join(', ')} are skipped: ${reason}`);
    return null;
  };
  if (process.env.SKILLRATCHET_TEST_MLFLOW !== '1') return skipped('SKILLRATCHET_TEST_MLFLOW is not "1"');
  const at = join(homedir(), '.cache', folder);
  try {
    if (!(await exists(join(at, proof)))) await install(at, packages);
    return join(at, 'bin', program);
  } catch (error) {
    return skipped(error instanceof Error ? error.message : String(error));
  }
}

/** In its place at once, as environments of Python cannot be moved. */
async function install(folder: string, packages: readonly string[]): Promise<void> {
  const run = (file: string, args: readonly string[]) =>
    promisify(execFile)(file, args, { timeout: 600_000, maxBuffer: 64_000_000 });
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await run(PYTHON, ['-m', 'venv', folder]);
  await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', ...packages]);
  await writeFile(join(folder, INSTALLED), `${packages.join('\n')}\n`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
