import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { findExecutable } from '../platform/machine.ts';
import { runProcess } from '../platform/process.ts';

/** A client as its users know it. */
export interface ClientName {
  /** "Claude Code". */
  readonly product: string;
  /** The command that installs it. */
  readonly install: string;
}

interface Whereabouts {
  /** A path, or a name in PATH. */
  readonly executable: string;
  readonly path: string | undefined;
}

/** The absolute path of a client's program. Throws a UserError `agent_unavailable` that says how to install it. */
export async function findClient({ product, install }: ClientName, { executable, path }: Whereabouts): Promise<string> {
  const file = await findExecutable(executable, path ?? '');
  if (file !== null) return file;
  throw new UserError('agent_unavailable', `${product} was not found: ${executable} is no program in PATH.`, {
    hint: `Install it with: ${install}`,
  });
}

const PATIENCE_MS = 30_000;

interface Question {
  readonly product: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What a client prints, where that is nothing its standard error, when it is asked something that needs no model. Throws a UserError `agent_unavailable` when it does not start. */
export async function askClient({ product, file, args, home, env }: Question): Promise<string> {
  const lines: string[] = [];
  const end = await runProcess({
    file,
    args,
    cwd: home,
    env,
    marker: randomUUID(),
    input: '',
    timeoutMs: PATIENCE_MS,
    signal: new AbortController().signal,
    onLine: (line) => lines.push(line),
  });
  if (end.startError !== null) {
    throw new UserError('agent_unavailable', `${product} cannot be started: ${end.startError.message}`);
  }
  return lines.join('\n') || end.stderr;
}

/** The version in what a client prints of itself; null where there is none. */
export function versionIn(printed: string): string | null {
  return /\d+\.\d+\.\d+\S*/.exec(printed)?.[0] ?? null;
}

/** Runs `work` with an empty folder that can serve as HOME, and is gone afterwards. */
export async function withEmptyHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'skillratchet-home-'));
  try {
    return await work(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
