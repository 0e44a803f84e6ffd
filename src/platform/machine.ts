import { accessSync, constants, statSync } from 'node:fs';
import { arch, availableParallelism, platform, release } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { execa } from 'execa';
import { errnoOf } from './errno.ts';

/** The machine, as `environment.json` names it. */
export interface MachineFacts {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  readonly os_release: string;
  readonly cpus: number;
}

export interface GitFacts {
  readonly sha: string;
  /** null when no branch is checked out. */
  readonly branch: string | null;
  /** Whether anything in the folder differs from the commit, new files included. */
  readonly dirty: boolean;
}

/** Facts about this machine and its Node. */
export function machineFacts(): MachineFacts {
  const cpus = availableParallelism();
  return { node: process.versions.node, platform: platform(), arch: arch(), os_release: release(), cpus };
}

/** How a git that we started ended; without exit code and signal it could not be started. */
export interface GitRun {
  readonly argv: readonly string[];
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

const GIT_TIMEOUT_MS = 10_000;
/** Neither the index is refreshed on disk nor a program of the repository started: we only look. */
const GIT_LOOKS_ONLY = ['--no-optional-locks', '-c', 'core.fsmonitor=false'];

/** Commit, branch and changes of a folder; null outside git, before the first commit, or where git does not run. */
export async function gitFacts(dir: string, onEnd: (run: GitRun) => void = () => undefined): Promise<GitFacts | null> {
  const status = ['status', '--porcelain=v2', '--branch', '--', '.'];
  const args = [...GIT_LOOKS_ONLY, ...status];
  const ended = await execa('git', args, { cwd: dir, timeout: GIT_TIMEOUT_MS, reject: false });
  const { stdout = '', exitCode, signal = null, durationMs } = ended;
  onEnd({ argv: ['git', ...args], exitCode: exitCode ?? null, signal, timedOut: ended.timedOut, durationMs });
  if (exitCode !== 0) return null;
  const lines = stdout.split('\n');
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const sha = header('branch.oid');
  const branch = header('branch.head') ?? '(detached)';
  if (sha === undefined || sha === '(initial)') return null;
  return {
    sha,
    branch: branch === '(detached)' ? null : branch,
    dirty: lines.some((line) => line !== '' && !line.startsWith('#')),
  };
}

/** What the git in `path` says of itself; null where none runs. */
export async function gitVersion(path: string): Promise<string | null> {
  const { stdout = '', exitCode } = await execa('git', ['--version'], {
    ...{ env: { PATH: path }, extendEnv: false, reject: false, timeout: GIT_TIMEOUT_MS },
  });
  return exitCode === 0 ? stdout.trim() : null;
}

/** The absolute path of an executable file given as a path, or as a name to look up in `path`; null if none. */
export async function findExecutable(name: string, path: string): Promise<string | null> {
  if (name.includes('/')) return isExecutable(name) ? resolve(name) : null;
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, name);
    if (isExecutable(file)) return file;
  }
  return null;
}

const NOT_USABLE = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG', 'EPERM']);

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (NOT_USABLE.has(errnoOf(error) ?? '')) return false;
    throw error;
  }
}
