import { setMaxListeners } from 'node:events';

/** The end of a call by our own timer or from outside, whichever comes first. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** How the call was ended; null while it is not over. */
  end(): { readonly type: 'timeout' | 'interrupted' } | null;
  clear(): void;
}

/** A longer one makes Node's timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Begins now. A timer of our own, and no `AbortSignal.timeout`: of those that are joined, Node forgets some. */
export function deadlineOf({
  timeoutMs,
  signal,
}: {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}): Deadline {
  const over = new AbortController();
  let end: 'timeout' | 'interrupted' | null = null;
  const settle = (type: 'timeout' | 'interrupted'): void => {
    end ??= type;
    over.abort();
  };
  const onAbort = (): void => settle('interrupted');
  const timer = setTimeout(() => settle('timeout'), Math.min(timeoutMs, LONGEST_TIMER_MS));
  // All calls of a run listen to one signal, which is no leak.
  setMaxListeners(0, signal);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort);
  return {
    signal: over.signal,
    end: () => (end === null ? null : { type: end }),
    clear() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
