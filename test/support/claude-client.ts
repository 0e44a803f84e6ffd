import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = '@anthropic-ai/claude-code';
/** The newest version that npm installs on Node 20. */
const VERSION = '2.1.197';
const CACHE = join(homedir(), '.cache', 'skillratchet-tests');

/**
 * The path of the real Claude Code client, pinned, installed once into a cache outside the repository. null when it
 * cannot be installed here; the reason is printed, and tests that need it are skipped.
 */
export async function claudeClient(): Promise<string | null> {
  const folder = join(CACHE, `claude-code-${VERSION}`);
  const executable = join(folder, 'node_modules', '.bin', 'claude');
  try {
    if (!(await exists(executable))) await install(folder);
    await run(executable, ['--version'], CACHE);
    return executable;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`Tests with the real Claude Code are skipped: ${PACKAGE}@${VERSION} cannot be installed: ${reason}`);
    return null;
  }
}

/** Installs aside and renames, so that test files that run at the same time never see half of it. */
async function install(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  try {
    await writeFile(join(aside, 'package.json'), '{ "private": true }\n');
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false', '--include=optional'];
    await run('npm', ['install', '--prefix', aside, ...options, `${PACKAGE}@${VERSION}`], aside);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

async function run(file: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(file, args, { cwd, timeout: 120_000 });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
