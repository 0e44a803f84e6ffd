import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once, setMaxListeners } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errnoOf } from './errno.ts';
import { createLineSplitter } from './lines.ts';
import { descendants, endMarked, MARKER_VARIABLE, type Processes, processesNow, sendSignal } from './sweep.ts';

export interface ProcessSpec {
  /** An executable: an absolute path, or a name that is looked up in the PATH of `env`. Never a shell line. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  /** Value of MARKER_VARIABLE; every process that carries it is ended when the call ends. */
  readonly marker: string;
  /**
   * A text is written to standard input, which is then closed. A function is given the open standard input, for a
   * conversation: it must not throw, and closes it when all is said.
   */
  readonly input: string | ((stdin: Writable) => void);
  readonly timeoutMs: number;
  /** Milliseconds between SIGTERM and SIGKILL on a time-out or abort; 10 s unless told. */
  readonly graceMs?: number;
  readonly signal: AbortSignal;
  /** Each line of standard output without its end; a line longer than 1 MiB is cut. Must not throw. */
  onLine(line: string): void;
  /** Told how the process ended, once all of it is gone. Must not throw. */
  readonly onEnd?: (end: ProcessEnd) => void;
}

/** How the process ended, decided from our own timer and signal first and only then from the process. */
export interface ProcessEnd {
  readonly type: 'exited' | 'timeout' | 'aborted' | 'not_started';
  readonly exitCode: number | null;
  readonly killedBy: string | null;
  /** Why it could not be started (errno such as ENOENT, and a sentence); null otherwise. */
  readonly startError: { readonly code: string; readonly message: string } | null;
  /** Last part of standard error, at most 64 KiB. */
  readonly stderr: string;
  readonly durationMs: number;
}

const LINE_LIMIT = 1024 * 1024;
const STDERR_LIMIT = 64 * 1024;
const GRACE_MS = 10_000;
/** How long output may still come once everything that we can find has been ended. */
const DRAIN_MS = 1_000;
/** A longer one makes Node's timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs a program in a process group of its own until it exits, `timeoutMs` have passed, or `signal` is aborted, and
 * ends whatever it left running. Never rejects for what the program does; resolves even if a process that cannot be
 * found goes on holding its output. Output is never kept, however much there is.
 */
export async function runProcess(spec: ProcessSpec): Promise<ProcessEnd> {
  const startedAt = performance.now();
  const end = spec.signal.aborted ? { ...NEVER_RAN, type: 'aborted' as const } : await run(spec);
  const timed = { ...end, durationMs: Math.round(performance.now() - startedAt) };
  spec.onEnd?.(timed);
  return timed;
}

type UntimedEnd = Omit<ProcessEnd, 'durationMs'>;

const NEVER_RAN = { exitCode: null, killedBy: null, startError: null, stderr: '' };

/** Those that were there before our first call are no part of any. */
let earlier: Processes | null = null;

async function run(spec: ProcessSpec): Promise<UntimedEnd> {
  earlier ??= processesNow();
  const child = start(spec);
  if (child instanceof Error) return notStarted(spec, child);
  if (child.pid === undefined) return notStarted(spec, await failureOf(child));
  const lines = createLineSplitter(LINE_LIMIT, (line) => spec.onLine(line));
  child.stdout.on('data', (chunk: Buffer) => lines.write(chunk));
  const stderr = tailOf(child.stderr);
  const [exited, closed] = [once(child, 'exit'), once(child, 'close')];
  const type = await firstOf(child, spec);
  if (type !== 'exited') await endTree(child.pid, exited, spec.graceMs ?? GRACE_MS);
  sendSignal(-child.pid, 'SIGKILL');
  await endMarked(spec.marker, { earlier });
  await drain(child, closed);
  lines.end();
  return { type, exitCode: child.exitCode, killedBy: child.signalCode, startError: null, stderr: stderr() };
}

function start({ file, args, cwd, env, marker, input }: ProcessSpec): ChildProcessWithoutNullStreams | Error {
  try {
    const child = spawn(file, args, { cwd, env: { ...env, [MARKER_VARIABLE]: marker }, detached: true });
    // A stream breaks when its other end is gone, such as the input of a program that reads none.
    for (const stream of child.stdio) stream?.on('error', () => undefined);
    if (typeof input === 'string') child.stdin.end(input);
    else if (child.pid !== undefined) input(child.stdin);
    return child;
  } catch (error) {
    // Such as arguments that are too long.
    if (error instanceof Error && errnoOf(error) !== null) return error;
    throw error;
  }
}

async function failureOf(child: ChildProcess): Promise<Error> {
  const [error]: unknown[] = await once(child, 'error');
  return error instanceof Error ? error : new Error(String(error));
}

function notStarted(spec: ProcessSpec, error: Error): UntimedEnd {
  const message = `${spec.file} could not be started in ${spec.cwd}: ${error.message}`;
  return { ...NEVER_RAN, type: 'not_started', startError: { code: errnoOf(error) ?? 'UNKNOWN', message } };
}

function tailOf(stream: Readable): () => string {
  let tail = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_LIMIT);
  });
  return () => tail.toString('utf8');
}

function firstOf(child: ChildProcess, { signal, timeoutMs }: ProcessSpec): Promise<'exited' | 'timeout' | 'aborted'> {
  // All calls of a run listen to one signal, which is no leak.
  setMaxListeners(0, signal);
  return new Promise((resolve) => {
    const settle = (type: 'exited' | 'timeout' | 'aborted'): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(type);
    };
    const timer = setTimeout(settle, Math.min(timeoutMs, LONGEST_TIMER_MS), 'timeout');
    const onAbort = (): void => settle('aborted');
    signal.addEventListener('abort', onAbort);
    child.once('exit', () => settle('exited'));
  });
}

async function endTree(pid: number, exited: Promise<unknown>, graceMs: number): Promise<void> {
  const below = process.platform === 'linux' ? [] : await descendants(pid);
  sendSignal(-pid, 'SIGTERM');
  await within(graceMs, exited);
  for (const process of below) sendSignal(process, 'SIGKILL');
}

/** Waits for the end of the streams, but not for ever: a process that escaped the sweep may hold them. */
async function drain(child: ChildProcess, closed: Promise<unknown>): Promise<void> {
  await within(DRAIN_MS, closed);
  // Had we been too busy to read, the timer would come before what already waits in the pipes.
  await nextTurn();
  for (const stream of child.stdio) stream?.destroy();
}

async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}
