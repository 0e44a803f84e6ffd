import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface ClientPackage {
  readonly name: string;
  readonly version: string;
  /** Whether it is asked for only with SKILLRATCHET_TEST_CLIENTS=all. */
  readonly onRequest?: true;
}

/** The real clients, by the name of their program: the newest versions that npm installs on Node 20. */
const PACKAGES = {
  claude: { name: '@anthropic-ai/claude-code', version: '2.1.197' },
  gemini: { name: '@google/gemini-cli', version: '0.61.0' },
  codex: { name: '@openai/codex', version: '0.169.0', onRequest: true },
  pi: { name: '@earendil-works/pi-coding-agent', version: '0.74.2', onRequest: true },
} as const satisfies Readonly<Record<string, ClientPackage>>;

const CACHE = join(homedir(), '.cache', 'skillratchet-tests');

/**
 * The path of a real client, pinned, installed once into a cache outside the repository. null when it cannot be
 * installed here, or was not asked for; the reason is printed, and tests that need it are skipped.
 */
export async function realClient(program: keyof typeof PACKAGES): Promise<string | null> {
  const wanted: ClientPackage = PACKAGES[program];
  const spec = `${wanted.name}@${wanted.version}`;
  if (wanted.onRequest && process.env.SKILLRATCHET_TEST_CLIENTS !== 'all') {
    return skipped(spec, 'SKILLRATCHET_TEST_CLIENTS is not "all"');
  }
  const folder = join(CACHE, `${program}-${wanted.version}`);
  const executable = join('node_modules', '.bin', program);
  try {
    if (!(await exists(join(folder, executable)))) await install(spec, folder, executable);
    return join(folder, executable);
  } catch (error) {
    return skipped(spec, error instanceof Error ? error.message : String(error));
  }
}

function skipped(spec: string, reason: string): null {
  console.warn(`Tests with the real ${spec} are skipped: ${reason}`);
  return null;
}

/** Installs aside, starts it once and renames, so that test files that run at the same time never see half of it. */
async function install(spec: string, folder: string, executable: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const aside = await mkdtemp(`${folder}-`);
  try {
    await writeFile(join(aside, 'package.json'), '{ "private": true }\n');
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts=false', '--include=optional'];
    await run('npm', ['install', '--prefix', aside, ...options, spec], aside);
    await run(join(aside, executable), ['--version'], aside);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

async function run(file: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(file, args, { cwd, timeout: 240_000 });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
