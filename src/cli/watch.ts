import { setTimeout } from 'node:timers/promises';
import type { Shell } from './shell.ts';

const EVERY_MS = 1000;

/** Draws what `read` gives once a second, until it says that it was the last or the person presses Ctrl-C; off a terminal it is printed whenever it differs. */
export async function watch(shell: Shell, read: () => Promise<Watched>): Promise<void> {
  const draw = await drawing(shell);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    for (;;) {
      const { text, last } = await read();
      draw(text);
      if (last || stop.signal.aborted) return;
      await pause(stop.signal);
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
}

export interface Watched {
  readonly text: string;
  readonly last: boolean;
}

async function drawing(shell: Shell): Promise<(text: string) => void> {
  if (Number.isFinite(shell.columns)) return (await import('log-update')).default;
  let before: string | null = null;
  return (text) => {
    if (text !== before) shell.print(before === null ? text : `\n${text}`);
    before = text;
  };
}

function pause(signal: AbortSignal): Promise<void> {
  return setTimeout(EVERY_MS, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
