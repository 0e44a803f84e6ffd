import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type LockRecord, lockSchema } from '../core/schema/lock.ts';
import { timestamp } from '../core/timestamp.ts';
import { writeJson } from './atomic.ts';
import { type Clock, systemClock } from './clock.ts';
import { errnoOf, isMissing } from './errno.ts';
import { readStat } from './proc.ts';

export interface Lock {
  /** Removes the lock file if it is still ours. */
  release(): Promise<void>;
}

/**
 * Takes the lock file at `path` for this process; one that a dead process of this host left is taken over. Throws a
 * UserError `locked` when another process holds it, or may hold it: on another host, or a file that is no lock; also
 * when the folder is gone, which another start moved away or took back in this moment.
 */
export async function acquireLock(path: string, clock: Clock = systemClock): Promise<Lock> {
  try {
    return await acquire(path, clock);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new UserError('locked', `${dirname(path)} was taken away by another process.`, {
      hint: 'Run the command again.',
      cause: error,
    });
  }
}

async function acquire(path: string, clock: Clock): Promise<Lock> {
  const ours = `${path}.${hostname()}.${process.pid}.${randomUUID()}`;
  await writeJson(ours, await describeUs(clock));
  const text = await readFile(ours, 'utf8');
  try {
    while (!(await isLinked(ours, path))) await clearStale(path, clock);
  } finally {
    await rm(ours, { force: true });
  }
  await clearAbandoned(path);
  return {
    async release() {
      if ((await readIfThere(path)) === text) await rm(path, { force: true });
    },
  };
}

/** Who holds the lock at `path`; null when nobody alive on this host does and no other host says so. */
export async function lockHolder(path: string): Promise<Pick<LockRecord, 'pid' | 'host'> | null> {
  const text = await readIfThere(path);
  const holder = text === null ? null : parseLock(text);
  if (holder === null || (holder.host === hostname() && !(await isAlive(holder)))) return null;
  return { pid: holder.pid, host: holder.host };
}

async function describeUs(clock: Clock): Promise<LockRecord> {
  const started_at = timestamp(clock.now());
  const process_started = (await readStat(process.pid))?.started ?? null;
  return { schema_version: 1, pid: process.pid, host: hostname(), process_started, started_at };
}

/** A link appears in one step with its whole content, so that nobody ever reads a half-written lock. */
async function isLinked(file: string, path: string): Promise<boolean> {
  try {
    await link(file, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Stale locks are removed under a lock of their own. Otherwise, of two starters that saw the same stale lock, the
 * slower one could remove the lock that the faster one has just taken.
 */
async function clearStale(path: string, clock: Clock): Promise<void> {
  if (!(await isStale(path))) return;
  const guard = await acquireLock(`${path}.takeover`, clock);
  try {
    if (await isStale(path)) await rm(path);
  } finally {
    await guard.release();
  }
}

/** Removes what killed processes of this host left of their tries. Only the holder may, as the others still decide. */
async function clearAbandoned(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if ((await lockHolder(takeover)) === null) await rm(takeover, { force: true });
  for (const name of await readdir(dirname(path))) {
    const [before, after] = name.split(`.${hostname()}.`);
    const isTry = before?.startsWith(basename(path)) === true && after !== undefined;
    if (isTry && !isThere(Number.parseInt(after, 10))) await rm(join(dirname(path), name), { force: true });
  }
}

/** False when the lock is gone; throws `locked` when it must be respected. */
async function isStale(path: string): Promise<boolean> {
  const text = await readIfThere(path);
  if (text === null) return false;
  const holder = parseLock(text);
  if (holder === null) throw notALock(path);
  if (holder.host === hostname() && !(await isAlive(holder))) return true;
  throw locked(path, holder);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function parseLock(text: string): LockRecord | null {
  try {
    return lockSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function isAlive({ pid, process_started }: LockRecord): Promise<boolean> {
  if (!isThere(pid)) return false;
  const stat = await readStat(pid);
  return stat === null || (stat.state !== 'Z' && stat.started === process_started);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return false;
    if (errnoOf(error) === 'EPERM') return true;
    throw error;
  }
}

function locked(path: string, { pid, host, started_at }: LockRecord): UserError {
  const hint =
    host === hostname()
      ? `Wait for that process, or end it. In a copy of the folder that it works in, remove ${path}.`
      : `Wait for that process; if it is surely gone, remove ${path}.`;
  return new UserError('locked', `Process ${pid} on ${host} holds ${path} since ${started_at}.`, { hint });
}

/** Our locks are whole from the start, so this is none that is being written, and none that we may throw away. */
function notALock(path: string): UserError {
  return new UserError('locked', `${path} is in the place of the lock, but is no lock that this version can read.`, {
    hint: `If no other process works there, remove ${path}.`,
  });
}
