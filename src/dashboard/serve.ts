import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { UserError } from '../core/errors.ts';
import { createBroadcast } from './broadcast.ts';
import type { BuiltPage } from './built-page.ts';
import { PAGE_END, pageStart } from './html.ts';
import type { Source } from './source.ts';

export interface ServeOptions {
  readonly page: BuiltPage;
  readonly source: Source;
  /** 0 for any that is free. */
  readonly port: number;
  /** How long the server waits for a page to be open before it stops, in milliseconds. */
  readonly idleMs: number;
}

export interface Served {
  readonly url: string;
  readonly port: number;
  /** Resolves once the server has stopped. */
  readonly stopped: Promise<void>;
  stop(): void;
}

const ADDRESS = '127.0.0.1';

/**
 * Serves the live page on this machine only, behind a random token, to requests that name this host; reads, and never
 * writes. Stops when no page was open for `idleMs`. A UserError where the port is taken.
 */
export async function servePage({ page, source, port, idleMs }: ServeOptions): Promise<Served> {
  const token = randomBytes(16).toString('hex');
  const html = pageStart(page, { title: source.title, data: null }) + PAGE_END;
  const server = createServer();
  await listen(server, port);
  const stop = () => {
    broadcast.close();
    server.close();
    server.closeAllConnections();
  };
  const broadcast = createBroadcast({ source, idleMs, onIdle: stop });
  const taken = portOf(server);
  const hosts = [`${ADDRESS}:${taken}`, `localhost:${taken}`];
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = pathBehind(token, request, hosts);
    if (typeof path === 'number') return send(response, { status: path, type: 'text/plain', body: REFUSED });
    if (path === '') return send(response, { status: 200, type: 'text/html', body: html });
    if (path === 'events') return broadcast.open(response);
    void answer(source, path, response);
  });
  const stopped = once(server, 'close').then(() => undefined);
  return { url: `http://${ADDRESS}:${taken}/${token}/`, port: taken, stopped, stop };
}

const REFUSED = 'This is not for you.\n';

/** What is asked for behind the token, decoded; else the status that refuses it. */
function pathBehind(token: string, request: IncomingMessage, hosts: readonly string[]): string | number {
  if (!hosts.includes(request.headers.host ?? '')) return 403;
  if (request.method !== 'GET') return 405;
  const [path = ''] = (request.url ?? '').split('?');
  return path.startsWith(`/${token}/`) ? path.slice(token.length + 2) : 404;
}

async function answer(source: Source, name: string, response: ServerResponse): Promise<void> {
  try {
    const body = name === 'data' ? await source.data() : await source.part(name);
    if (body === null) return send(response, { status: 404, type: 'text/plain', body: 'There is no such part.\n' });
    send(response, { status: 200, type: 'application/json', body });
  } catch (error) {
    const body = `${error instanceof Error ? error.message : error}\n`;
    send(response, { status: 500, type: 'text/plain', body });
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
  });
  response.end(body);
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    server.listen(port, ADDRESS);
    await once(server, 'listening');
  } catch (error) {
    throw new UserError('usage', `Port ${port} of ${ADDRESS} cannot be used: ${messageOf(error)}.`, {
      cause: error,
      hint: 'Name another one with --port, or leave it out for any that is free.',
    });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
