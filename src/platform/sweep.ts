import { readlinkSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { errnoOf, isMissing } from './errno.ts';
import { readProc, readStat } from './proc.ts';

/** The name of the environment variable that marks every process of a call. */
export const MARKER_VARIABLE = 'SKILLRATCHET_MARKER';

const GRACE_MS = 1_000;
/** After SIGKILL only a process stuck in the kernel is still there; it is not waited for. */
const KILL_MS = 2_000;
const PAUSE_MS = 10;
/** How long the sweep waits for processes that cannot be told apart yet. */
const UNSURE_MS = 1_000;
/** Between its fork and its exec a process is young; on a busy machine that can take a while. */
const YOUNG_SECONDS = 3;
/** The unit of a process's start time; Linux has told programs 100 on every machine for decades. */
const TICKS_A_SECOND = 100;

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
  const unsureUntil = performance.now() + UNSURE_MS;
  // The moment between two looks at the list of processes is enough for one to slip through, so it takes two that agree.
  for (let quiet = 0; quiet < 2 && performance.now() < killAt + KILL_MS; ) {
    const { marked, unsure } = await lookAround(marker, spared);
    quiet = marked.length > 0 || (unsure && performance.now() < unsureUntil) ? 0 : quiet + 1;
    endThem(marked, told, performance.now() >= killAt);
    if (quiet < 2) await delay(PAUSE_MS);
  }
  return told.size;
}

/** SIGTERM once for each, SIGKILL when that was long enough ago. */
function endThem(pids: readonly number[], told: Set<number>, kill: boolean): void {
  for (const pid of pids) {
    if (kill) sendSignal(pid, 'SIGKILL');
    else if (!told.has(pid)) sendSignal(pid, 'SIGTERM');
    told.add(pid);
  }
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

interface Seen {
  readonly marked: readonly number[];
  /** Whether there is a process that may turn out to be marked. */
  readonly unsure: boolean;
}

async function lookAround(marker: string, spared: ReadonlySet<number>): Promise<Seen> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const ours = await readProc(process.pid, 'environ');
  const marked: number[] = [];
  let unsure = false;
  for (const pid of names.map(Number).filter((one) => !spared.has(one))) {
    const environ = await readProc(pid, 'environ');
    if (environ === null) continue;
    if (isMarked(environ, marker)) marked.push(pid);
    else if (environ === '' || (environ === ours && isOurProgram(pid))) unsure ||= await mayBeStarting(pid);
  }
  return { marked, unsure };
}

/**
 * Until its exec a child still has its parent's environment, and in the exec itself it has none; a kill of the parent
 * in that moment leaves a process that gets its marker only later.
 */
async function mayBeStarting(pid: number): Promise<boolean> {
  const stat = await readStat(pid);
  if (stat === null || stat.state === 'Z' || stat.parent === KERNEL_THREADS) return false;
  return Number(stat.started) > (uptime() - YOUNG_SECONDS) * TICKS_A_SECOND;
}

function isOurProgram(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`) === realpathSync(process.execPath);
  } catch (error) {
    if (isMissing(error) || errnoOf(error) === 'EACCES') return false;
    throw error;
  }
}

/** The parent of the kernel's own threads, which have no environment either. */
const KERNEL_THREADS = 2;

function isMarked(environ: string, marker: string): boolean {
  const entry = `\0${MARKER_VARIABLE}=${marker}`;
  const text = `\0${environ}`;
  return text.includes(`${entry}\0`) || text.includes(`${entry}/`);
}
