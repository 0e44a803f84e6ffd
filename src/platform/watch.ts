import { type CallLimits, type Excess, excessOf } from '../core/call-limits.ts';
import { folderBytes } from './folder-bytes.ts';
import { endMarked, type Processes, processesNow } from './sweep.ts';
import { useOfMarked } from './use-of-marked.ts';

export interface Watched {
  /** Carried by every process that is watched. */
  readonly marker: string;
  /** Folders whose files count. Absolute. */
  readonly folders: readonly string[];
  readonly limits: CallLimits;
}

/** Watches what processes use until it is stopped, and ends them all as soon as they use too much. */
export interface Watch {
  /** Aborted when a limit is broken. */
  readonly signal: AbortSignal;
  /** Looks at the folders a last time; the limit that was broken, or null. */
  stop(): Promise<Excess | null>;
}

const EVERY_MS = 250;
/** A folder is not looked at again before so many times as long as the last look took. */
const REST = 20;

interface State extends Watched {
  readonly broken: AbortController;
  excess: Excess | null;
  /** When the folders are looked at next, in milliseconds of `performance.now()`. */
  nextLook: number;
}

/** One clock for all calls, so that many at a time cost one look at the machine's processes. */
const watches = new Set<State>();
let timer: NodeJS.Timeout | null = null;
let busy: Promise<void> | null = null;
/** Those that were there before the first watch are no part of any call. */
let earlier: Processes | null = null;

export function watchCall(watched: Watched): Watch {
  earlier ??= processesNow();
  const nextLook = performance.now() + EVERY_MS;
  const state: State = { ...watched, broken: new AbortController(), excess: null, nextLook };
  watches.add(state);
  let stopped: Promise<Excess | null> | null = null;
  timer ??= setInterval(tick, EVERY_MS).unref();
  return {
    signal: state.broken.signal,
    stop() {
      stopped ??= release(state);
      return stopped;
    },
  };
}

async function release(state: State): Promise<Excess | null> {
  watches.delete(state);
  if (watches.size === 0 && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
  await busy;
  state.excess ??= await scratchExcess(state);
  return state.excess;
}

function tick(): void {
  busy ??= look().finally(() => {
    busy = null;
  });
}

async function look(): Promise<void> {
  const open = [...watches].filter(({ excess }) => excess === null);
  const uses =
    process.platform === 'linux'
      ? await useOfMarked(
          open.map(({ marker }) => marker),
          earlier ?? new Map(),
        )
      : new Map();
  for (const state of open) {
    const use = uses.get(state.marker) ?? { memory: null, processes: null, cpu: null };
    const excess = excessOf(state.limits, { ...use, scratch: null }) ?? (await lookAtFolders(state));
    if (excess !== null && state.excess === null) await end(state, excess);
  }
}

async function lookAtFolders(state: State): Promise<Excess | null> {
  const before = performance.now();
  if (before < state.nextLook) return null;
  const excess = await scratchExcess(state);
  const after = performance.now();
  state.nextLook = after + REST * (after - before);
  return excess;
}

async function scratchExcess({ limits, folders }: State): Promise<Excess | null> {
  if (limits.scratch === null) return null;
  const scratch = await folderBytes(folders, limits.scratch);
  return excessOf(limits, { memory: null, processes: null, cpu: null, scratch });
}

/** At once: what multiplies or fills the disk gets no time to tidy up. */
async function end(state: State, excess: Excess): Promise<void> {
  state.excess = excess;
  await endMarked(state.marker, { graceMs: 0, earlier: earlier ?? new Map() });
  state.broken.abort();
}
