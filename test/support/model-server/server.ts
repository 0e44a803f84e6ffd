import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Protocol } from './protocol.ts';
import { PROTOCOLS } from './protocols.ts';
import { type ModelReply, messageOf } from './reply.ts';
import { type ModelRequest, readRequest } from './request.ts';

export type ModelScript = (request: ModelRequest) => ModelReply | Promise<ModelReply>;

export interface ModelServer {
  /** Base URL without a slash at its end. */
  readonly url: string;
  /** Every request to a model so far, in order. */
  readonly requests: readonly ModelRequest[];
  /** Ends the server and its open connections. */
  close(): Promise<void>;
}

/** Starts a server on loopback that speaks every protocol of `protocols.ts` as far as the clients need it. */
export async function startModelServer(script: ModelScript): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const server = createServer((request, response) => {
    serve(request, response, async (asked) => {
      requests.push(asked);
      return { reply: await script(asked), number: requests.length };
    }).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Ask = (asked: ModelRequest) => Promise<{ readonly reply: ModelReply; readonly number: number }>;

async function serve(request: IncomingMessage, response: ServerResponse, ask: Ask): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const raw = await text(request);
  const protocol = request.method === 'POST' ? PROTOCOLS.find((one) => one.asks(path)) : undefined;
  if (protocol === undefined) {
    send(response, aside(path));
  } else {
    const asked = readRequest(protocol, path, raw);
    send(response, responseTo({ protocol, asked, ...(await ask(asked)) }));
  }
}

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** What becomes of the connection after the text; `stay`: nothing more is ever said. */
  readonly after: 'end' | 'stay' | 'drop';
}

const EVENTS = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };

interface Exchange {
  readonly protocol: Protocol;
  readonly asked: ModelRequest;
  readonly reply: ModelReply;
  readonly number: number;
}

/** null: there is none, ever. */
function responseTo({ protocol, asked, reply, number }: Exchange): Response | null {
  if (reply === 'hang') return null;
  const fine = { status: 200, headers: asked.stream ? EVENTS : JSON_TYPE, after: 'end' } as const;
  if (reply === 'garbage') return { ...fine, text: '<html>data: {"this is": no answer\n\n' };
  if (reply === 'cut' || reply === 'silent') {
    const pieces = protocol.pieces(messageOf({ text: 'this will not end' }, asked.model, number));
    const begun = pieces.slice(0, Math.ceil(pieces.length / 2)).join('');
    return { ...fine, headers: EVENTS, text: begun, after: reply === 'cut' ? 'drop' : 'stay' };
  }
  if ('status' in reply) {
    const { status, body = protocol.error(status), headers = {} } = reply;
    return { status, headers: { ...JSON_TYPE, ...headers }, text: JSON.stringify(body), after: 'end' };
  }
  const message = messageOf(reply, asked.model, number);
  return { ...fine, text: asked.stream ? protocol.pieces(message).join('') : JSON.stringify(protocol.whole(message)) };
}

/** Whatever else a client asks: the number of tokens, the list of models, whether anybody is there. */
function aside(path: string): Response {
  const body = /[/:]count_?tokens$/i.test(path) ? { input_tokens: 1000, totalTokens: 1000 } : { data: [] };
  return { status: 200, headers: JSON_TYPE, text: JSON.stringify(body), after: 'end' };
}

function send(response: ServerResponse, what: Response | null): void {
  if (what === null) return;
  response.writeHead(what.status, what.headers);
  if (what.after === 'end') response.end(what.text);
  else response.write(what.text);
  if (what.after === 'drop') setTimeout(() => response.destroy(), 50);
}
