import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { errorBody, type ModelReply, messageOf, streamOf } from './reply.ts';
import { type ModelRequest, readRequest } from './request.ts';

export type ModelScript = (request: ModelRequest) => ModelReply | Promise<ModelReply>;

export interface ModelServer {
  /** Base URL, to be given as ANTHROPIC_BASE_URL. */
  readonly url: string;
  /** Every request to the model so far, in order. */
  readonly requests: readonly ModelRequest[];
  /** Ends the server and its open connections. */
  close(): Promise<void>;
}

/** Starts a server on loopback that speaks the Anthropic Messages API as far as Claude Code needs it. */
export async function startModelServer(script: ModelScript): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const server = createServer((request, response) => {
    answer(request, response, async (path, raw) => {
      const asked = readRequest(path, raw);
      requests.push(asked);
      return { reply: await script(asked), asked, number: requests.length };
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

type Ask = (path: string, raw: string) => Promise<{ reply: ModelReply; asked: ModelRequest; number: number }>;

async function answer(request: IncomingMessage, response: ServerResponse, ask: Ask): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const raw = await text(request);
  if (request.method !== 'POST' || !path.endsWith('/messages')) return answerAside(path, response);
  const { reply, asked, number } = await ask(path, raw);
  if (reply === 'hang') return;
  if (reply !== 'cut' && 'status' in reply) {
    return sendJson(response, { body: errorBody(reply.status), ...reply });
  }
  const message = messageOf(reply === 'cut' ? { text: 'this will be cut' } : reply, asked.body.model, number);
  if (!asked.body.stream && reply !== 'cut') return sendJson(response, { status: 200, body: message });
  const events = streamOf(message);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write((reply === 'cut' ? events.slice(0, 3) : events).join(''));
  if (reply === 'cut') setTimeout(() => response.destroy(), 50);
  else response.end();
}

/** Whatever else a client asks: the number of tokens, the list of models, whether anybody is there. */
function answerAside(path: string, response: ServerResponse): void {
  sendJson(response, { status: 200, body: path.endsWith('/count_tokens') ? { input_tokens: 1000 } : { data: [] } });
}

interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function sendJson(response: ServerResponse, { status, body, headers }: JsonAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
