import type { ClientApp, ClientContext } from '@agentclientprotocol/sdk';
import { type ProcessEnd, type ProcessSpec, runProcess } from '../../platform/process.ts';
import { createWire } from './wire.ts';

/** What a client may take to go by itself once nothing more is asked of it, and then to go when it is told. */
const LEAVE_MS = 1_000;
const GRACE_MS = 3_000;

/** What came of the work: its value, or why it broke off. */
type Settled<T> = { readonly type: 'done'; readonly value: T } | { readonly type: 'failed'; readonly error: unknown };

export interface Connected<T> {
  readonly ended: ProcessEnd;
  /** null when the client never ran. */
  readonly settled: Settled<T> | null;
  /** Lines that are no messages. */
  readonly log: readonly string[];
  /** The client's last answer, as it came. */
  readonly answer: unknown;
}

/** Our side: what answers the client's requests, and hears what it says unasked. */
export interface Side {
  readonly app: ClientApp;
  onNotification(method: string, params: unknown): void;
}

/** Starts a client, does `work` with it, and ends it with everything that it started. Never rejects for what it does. */
export async function withClient<T>(
  spec: Omit<ProcessSpec, 'input' | 'onLine' | 'graceMs'>,
  { app, onNotification }: Side,
  work: (client: ClientContext) => Promise<T>,
): Promise<Connected<T>> {
  const wire = createWire(onNotification);
  const done = new AbortController();
  let working: Promise<Settled<T>> | null = null;
  const ended = await runProcess({
    ...spec,
    graceMs: GRACE_MS,
    signal: AbortSignal.any([spec.signal, done.signal]),
    input(stdin) {
      wire.open(stdin);
      working = settle(app.connectWith(wire.stream, work)).finally(() => {
        stdin.end();
        setTimeout(() => done.abort(), LEAVE_MS).unref();
      });
    },
    onLine: wire.line,
  });
  wire.close();
  return { ended, settled: await workOf(working), log: wire.log(), answer: wire.answer() };
}

async function settle<T>(work: Promise<T>): Promise<Settled<T>> {
  try {
    return { type: 'done', value: await work };
  } catch (error) {
    return { type: 'failed', error };
  }
}

/** The parameter keeps TypeScript from narrowing a variable that only a callback assigns. */
async function workOf<T>(working: Promise<Settled<T>> | null): Promise<Settled<T> | null> {
  return working;
}
