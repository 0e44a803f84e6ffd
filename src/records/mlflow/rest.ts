import type { z } from 'zod';
import { retryAfterMs } from '../../agents/retry-after.ts';
import { UserError } from '../../core/errors.ts';
import { type Attempt, withRetries } from '../../schedule/retries.ts';

/** An MLflow server, asked over its REST interface. */
export interface MlflowServer {
  /** Its address, without user and password. */
  readonly shown: string;
  /** Asks for JSON; null where the server says that there is no such thing. A UserError `usage` for every other trouble. */
  ask<Schema extends z.ZodType>(schema: Schema, question: Question): Promise<z.infer<Schema> | null>;
  /** Stores a file below the root of the artifacts that it keeps for others. */
  put(path: string, bytes: Uint8Array): Promise<Stored>;
}

/** `refused`: it will never take this file. */
export type Stored = 'stored' | 'refused';

/** A `body` makes it a POST, a `query` a GET. `path` stands below `/api/2.0/mlflow/`. */
export interface Question {
  readonly path: string;
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string>>;
  /** It is asked once: a second time might make a second one. */
  readonly once?: true;
}

export interface ServerAddress {
  /** `http://HOST:PORT`, perhaps with `USER:PASSWORD@` and a path. */
  readonly uri: string;
  /** Sent as a bearer token, where the address holds no user. */
  readonly token: string | undefined;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
  /** Milliseconds for one request, its answer included (default 10 s, and a minute for a file). */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const FILE_TIMEOUT_MS = 60_000;
/** Characters of what a server says of an error. */
const SAID = 300;

/** Opens a server by its address, which is not asked yet. A UserError `usage` for what is no address of one. */
export function mlflowServer(address: ServerAddress): MlflowServer {
  const url = URL.canParse(address.uri) ? new URL(address.uri) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UserError('usage', `${JSON.stringify(address.uri)} is not the address of an MLflow server.`, {
      hint: 'Write it as http://HOST:PORT. What MLflow keeps in a folder or a database is reached through `mlflow server`.',
    });
  }
  const shown = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  const headers = authorisation(url, address.token);
  const request = (path: string, init: Asked['init']) =>
    answered({ url: `${shown}/${path}`, shown, init: { ...init, headers: { ...headers, ...init.headers } } }, address);
  return {
    shown,
    async ask(schema, { path, body, query, once }) {
      const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: JSON_TYPE };
      const reply = await request(`api/2.0/mlflow/${path}${search}`, {
        ...init,
        retries: once ? 0 : RETRIES,
        timeoutMs: TIMEOUT_MS,
      });
      if (reply.status === 404 && reply.text.includes('RESOURCE_DOES_NOT_EXIST')) return null;
      if (reply.status >= 400) throw trouble(shown, `answered ${reply.status} to ${path}`, reply.text);
      const parsed = schema.safeParse(jsonIn(reply.text));
      if (parsed.success) return parsed.data;
      throw trouble(shown, `gave no answer of MLflow to ${path}`, reply.text);
    },
    async put(path, bytes) {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      const init = { method: 'PUT', body: Buffer.from(bytes), retries: RETRIES, timeoutMs: FILE_TIMEOUT_MS };
      const { status, text } = await request(`api/2.0/mlflow-artifacts/artifacts/${encoded}`, init);
      if (status < 400) return 'stored';
      if ([400, 413, 414].includes(status)) return 'refused';
      throw trouble(shown, `answered ${status} to the artifact ${path}`, text);
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

function authorisation({ username, password }: URL, token: string | undefined): Readonly<Record<string, string>> {
  const pair = [username, password].map(decodeURIComponent).join(':');
  if (pair !== ':') return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

interface Asked {
  readonly url: string;
  readonly shown: string;
  readonly init: RequestInit & { readonly timeoutMs: number; readonly retries: number };
}

/** The answer, after a few attempts where the server does not give one, fails, or wants to be asked later. */
async function answered(asked: Asked, { signal, timeoutMs }: ServerAddress): Promise<Reply> {
  const last = await withRetries({ ...PATIENCE, retries: asked.init.retries }, async () => {
    const limits = [AbortSignal.timeout(timeoutMs ?? asked.init.timeoutMs), ...(signal === undefined ? [] : [signal])];
    return attempt(asked, AbortSignal.any(limits), () => signal?.aborted ?? false);
  });
  if (last instanceof Error) throw last;
  return last;
}

const RETRIES = 2;
const PATIENCE = {
  patienceMs: 20_000,
  longestResetMs: 20_000,
  pause: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

async function attempt(
  { url, shown, init: { timeoutMs: _limit, retries: _retries, ...init } }: Asked,
  signal: AbortSignal,
  isGivenUp: () => boolean,
): Promise<Attempt<Reply | UserError>> {
  try {
    const response = await fetch(url, { ...init, signal });
    const value = { status: response.status, text: await response.text() };
    const headers = Object.fromEntries(response.headers);
    if (value.status === 429)
      return { type: 'throttled', value, retryAfterMs: retryAfterMs(headers, { now: Date.now() }) };
    return { type: value.status >= 500 ? 'failed' : 'done', value };
  } catch (error) {
    return { type: isGivenUp() ? 'done' : 'failed', value: trouble(shown, `does not answer: ${causeOf(error)}`) };
  }
}

/** What `fetch` hides behind "fetch failed". */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}

function trouble(shown: string, what: string, said = ''): UserError {
  const text = said.slice(0, SAID).trim();
  return new UserError('usage', `The MLflow server ${shown} ${what}${text === '' ? '' : `: ${text}`}.`, {
    hint: 'See that the address is that of a server at work; what was sent before stays, and the rest is sent by the same command.',
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
