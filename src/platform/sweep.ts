import { readlinkSync, realpathSync } from 'node:fs';
import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { errnoOf, isMissing } from './errno.ts';
import { allPids, identityOf, readProc, readStat } from './proc.ts';

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

/** Processes by their ids, each with what tells it from a later one of the same id. */
export type Processes = ReadonlyMap<number, number | null>;

/** All processes that there are now; none where there is no /proc. */
export function processesNow(): Processes {
  return new Map(process.platform === 'linux' ? allPids().map((pid) => [pid, identityOf(pid)]) : []);
}

export interface SweepOptions {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
  /** Processes that were there before anything carried the marker; they are not looked at. */
  readonly earlier?: Processes;
}

/**
 * Ends every process that carries `marker` in its environment, or a marker below it (`marker/…`), wherever it hides:
 * SIGTERM, up to `graceMs` milliseconds, SIGKILL, until none is left. Never ourselves or a process above us.
 * Returns how many were ended. Works on Linux only: elsewhere other environments cannot be read, and it returns 0.
 */
export async function endMarked(marker: string, options: SweepOptions = {}): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const { graceMs = GRACE_MS, earlier = new Map() } = options;
  // Who is above us was there even before us.
  const spared = earlier.has(process.pid) ? new Set<number>() : await ourLine();
  const search = { marker, earlier, spared, environ: await readProc(process.pid, 'environ') };
  const told = new Set<number>();
  const killAt = performance.now() + graceMs;
  const unsureUntil = performance.now() + UNSURE_MS;
  // The moment between two looks at the list of processes is enough for one to slip through, so it takes two that agree.
  let cleared: ReadonlySet<number> = new Set();
  for (let quiet = 0; quiet < 2 && performance.now() < killAt + KILL_MS; ) {
    const seen = await lookAround({ ...search, cleared });
    const { marked, unsure } = seen;
    quiet = marked.length > 0 || (unsure && performance.now() < unsureUntil) ? 0 : quiet + 1;
    cleared = quiet === 1 ? seen.cleared : new Set();
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

interface Search {
  readonly marker: string;
  readonly earlier: Processes;
  readonly spared: ReadonlySet<number>;
  /** Our own environment, as others see it. */
  readonly environ: string | null;
  /** Processes that the look just before found to be others: no id is given again that soon. */
  readonly cleared: ReadonlySet<number>;
}

interface Seen {
  readonly marked: readonly number[];
  /** Whether there is a process that may turn out to be marked. */
  readonly unsure: boolean;
  readonly cleared: ReadonlySet<number>;
}

async function lookAround(search: Search): Promise<Seen> {
  const marked: number[] = [];
  const cleared = new Set<number>();
  let unsure = false;
  for (const pid of allPids()) {
    const verdict = isNoneOfIt(pid, search) ? 'other' : await judge(pid, search);
    if (verdict === 'other') cleared.add(pid);
    if (verdict === 'marked') marked.push(pid);
    if (verdict === 'unsure') unsure = true;
  }
  return { marked, unsure, cleared };
}

function isNoneOfIt(pid: number, { cleared, spared, earlier }: Search): boolean {
  return cleared.has(pid) || spared.has(pid) || (earlier.has(pid) && earlier.get(pid) === identityOf(pid));
}

/** Hidden is one whose environment cannot be read, or not now. */
async function judge(pid: number, search: Search): Promise<'marked' | 'other' | 'unsure' | 'hidden'> {
  const environ = await readProc(pid, 'environ');
  if (environ === null) return 'hidden';
  if (isMarked(environ, search.marker)) return 'marked';
  if (environ !== '' && !(environ === search.environ && isOurProgram(pid))) return 'other';
  return (await mayBeStarting(pid)) ? 'unsure' : 'hidden';
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

/** Whether an environment, as /proc shows it, carries a marker or one below it. */
export function isMarked(environ: string, marker: string): boolean {
  const entry = `\0${MARKER_VARIABLE}=${marker}`;
  const text = `\0${environ}`;
  return text.includes(`${entry}\0`) || text.includes(`${entry}/`);
}
