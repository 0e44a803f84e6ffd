import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { errnoOf } from './errno.ts';

/** What Linux tells about a process in `/proc/PID/stat`. */
export interface ProcStat {
  /** 'Z' is a zombie: ended, but not yet collected by its parent. */
  readonly state: string;
  readonly parent: number;
  /** Clock ticks since boot; with the pid it names a process for good, as pids are used again. */
  readonly started: string;
}

/** The process's entry in /proc; null when it is gone, hidden from us, or there is no /proc (macOS). */
export async function readStat(pid: number): Promise<ProcStat | null> {
  const text = await readProc(pid, 'stat');
  if (text === null) return null;
  // The name before the last parenthesis may hold spaces and parentheses of its own.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', parent: Number(fields[1]), started: fields[19] ?? '' };
}

const UNREADABLE = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM']);

/**
 * A file of /proc/PID; null when the process is gone or belongs to somebody else. Read in one go: /proc is memory, and
 * a sweep of a hundred files would spend ten times as long on its way through the thread pool.
 */
export async function readProc(pid: number, name: 'stat' | 'status' | 'environ'): Promise<string | null> {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    if (UNREADABLE.has(errnoOf(error) ?? '')) return null;
    throw error;
  }
}

/** The ids of all processes that /proc shows us. */
export function allPids(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/**
 * Tells a process from a later one that has its id: the number of its folder's inode, which is never given again. Five
 * times cheaper than its start time. The kernel may forget it and give a living process another; null when it is gone.
 */
export function identityOf(pid: number): number | null {
  return lstatSync(`/proc/${pid}`, { throwIfNoEntry: false })?.ino ?? null;
}
