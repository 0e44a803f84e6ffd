import type { ServerResponse } from 'node:http';
import type { Source } from './source.ts';

export interface BroadcastOptions {
  readonly source: Source;
  readonly idleMs: number;
  /** No page was open for `idleMs`. */
  onIdle(): void;
}

export interface Broadcast {
  /** Keeps the answer open, and tells it of every change. */
  open(response: ServerResponse): void;
  close(): void;
}

/** How often the workspace is looked at while a page is open. */
const LOOK_MS = 500;
/** A sign of life, so that nothing between takes the connection for dead. */
const SIGN_MS = 15_000;

const CHANGE = 'event: change\ndata: {}\n\n';

/** Tells every open page, as server-sent events, that the workspace has changed; looks only while one is open. */
export function createBroadcast({ source, idleMs, onIdle }: BroadcastOptions): Broadcast {
  const pages = new Set<ServerResponse>();
  let seen: string | null = null;
  let idle = setTimeout(onIdle, idleMs);
  const tell = (text: string) => {
    for (const page of pages) page.write(text);
  };
  const look = async () => {
    if (pages.size === 0) return;
    const now = await source.fingerprint();
    if (seen !== null && now !== seen) tell(CHANGE);
    seen = now;
  };
  const timers = [setInterval(() => void look(), LOOK_MS), setInterval(() => tell(': here\n\n'), SIGN_MS)];
  return {
    open(response) {
      clearTimeout(idle);
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      // A page reads what there is when it is told so the first time, and again after a break.
      response.write(`retry: 1000\n\n${CHANGE}`);
      pages.add(response);
      response.on('close', () => {
        pages.delete(response);
        if (pages.size > 0) return;
        clearTimeout(idle);
        idle = setTimeout(onIdle, idleMs);
      });
    },
    close() {
      for (const timer of timers) clearInterval(timer);
      clearTimeout(idle);
      for (const page of pages) page.end();
    },
  };
}
