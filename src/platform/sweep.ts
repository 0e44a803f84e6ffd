import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { errnoOf } from './errno.ts';
import { readProc, readStat } from './proc.ts';

/** The name of the environment variable that marks every process of a call. */
export const MARKER_VARIABLE = 'SKILLRATCHET_MARKER';

const GRACE_MS = 1_000;
/** After SIGKILL only a process stuck in the kernel is still there; it is not waited for. */
const KILL_MS = 2_000;
const PAUSE_MS = 10;

/**
 * Ends every process that carries `marker` in its environment, or a marker below it (`marker/…`), wherever it hides:
 * SIGTERM, up to `graceMs` milliseconds, SIGKILL, until none is left. Never ourselves or a process above us.
 * Returns how many were ended. Works on Linux only: elsewhere other environments cannot be read, and it returns 0.
 */
export async function endMarked(marker: string, { graceMs = GRACE_MS }: { graceMs?: number } = {}): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const spared = await ourLine();
  const told = new Set<number>();
  const killAt = performance.now() + graceMs;
  // A process shows no environment in the moment of its exec, so one empty pass does not prove that none is left.
  for (let quiet = 0; quiet < 2 && performance.now() < killAt + KILL_MS; ) {
    const pids = (await markedBy(marker)).filter((pid) => !spared.has(pid));
    quiet = pids.length === 0 ? quiet + 1 : 0;
    for (const pid of pids) {
      if (performance.now() >= killAt) sendSignal(pid, 'SIGKILL');
      else if (!told.has(pid)) sendSignal(pid, 'SIGTERM');
      told.add(pid);
    }
    if (quiet < 2) await delay(PAUSE_MS);
  }
  return told.size;
}

/**
 * All processes below `pid`, for systems where `endMarked` cannot look. It must be asked before the kill: children
 * of an ended process belong to init and are no longer found, nor are those that cut themselves loose earlier.
 */
export async function descendants(pid: number): Promise<readonly number[]> {
  const { stdout } = await execa('ps', ['-axo', 'pid=,ppid='], { reject: false });
  const rows = (stdout ?? '').split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  const below = [pid];
  for (const parent of below) {
    for (const [child, itsParent] of rows) if (child !== undefined && itsParent === parent) below.push(child);
  }
  return below.slice(1);
}

/** Sends a signal to a process, or to a group as its negative id; one that is gone or not ours is passed over. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error;
  }
}

async function ourLine(): Promise<ReadonlySet<number>> {
  const line = new Set([process.pid]);
  for (let pid = process.ppid; pid > 0 && !line.has(pid); pid = (await readStat(pid))?.parent ?? 0) line.add(pid);
  return line;
}

async function markedBy(marker: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const marks = await Promise.all(pids.map(async (pid) => isMarked((await readProc(pid, 'environ')) ?? '', marker)));
  return pids.filter((_, index) => marks[index]);
}

function isMarked(environ: string, marker: string): boolean {
  const entry = `\0${MARKER_VARIABLE}=${marker}`;
  const text = `\0${environ}`;
  return text.includes(`${entry}\0`) || text.includes(`${entry}/`);
}
