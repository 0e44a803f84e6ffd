/** Milliseconds after which calls that are begun now are on their way: what nobody waits for begins then. */
export const ASIDE_MS = 50;

export interface Coalesced {
  /** Wants the work done, now or as soon as it may be. */
  ask(): void;
  /** Does it a last time, whatever was asked for; resolves when that is over. Nothing is done any more after it. */
  end(): Promise<void>;
}

/**
 * Work that may be asked for more often than it is worth: it never runs twice at a time, what is asked for meanwhile is
 * done once, and after each time it rests `rest` times as long as it took. It begins `pause` milliseconds after it is
 * asked for, at once where that is not given. `work` must not reject.
 */
export function coalesced(
  work: () => Promise<void>,
  { rest, pause = 0 }: { readonly rest: number; readonly pause?: number },
): Coalesced {
  let running: Promise<void> | null = null;
  let resting: ReturnType<typeof setTimeout> | null = null;
  let wanted = false;
  let ended = false;
  const run = async (): Promise<void> => {
    wanted = false;
    const started = performance.now();
    await work();
    running = null;
    if (!ended) resting = setTimeout(wake, rest * (performance.now() - started)).unref();
  };
  const wake = (): void => {
    resting = null;
    if (wanted) running = run();
  };
  return {
    ask() {
      if (ended) return;
      wanted = true;
      if (running !== null || resting !== null) return;
      if (pause > 0) resting = setTimeout(wake, pause).unref();
      else running = run();
    },
    async end() {
      ended = true;
      if (resting !== null) clearTimeout(resting);
      await running;
      await work();
    },
  };
}
