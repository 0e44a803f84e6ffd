import type { ModelReply } from './reply.ts';
import type { ModelScript } from './server.ts';

/** Ways in which a model service fails, as scripts; `work` is what the model would do otherwise. */
export const FAULTS = {
  'login refused (401)': always({ status: 401 }),
  'request refused (400)': always({ status: 400 }),
  'model unknown (404)': always({ status: 404 }),
  'too many requests (429)': always({ status: 429 }),
  'server error (500)': always({ status: 500 }),
  'overloaded (529)': always({ status: 529 }),
  'overloaded twice, then fine': (work) => first(2, { status: 529 }, work),
  'no answer at all': always('hang'),
  'stream goes silent': always('silent'),
  'stream is cut': always('cut'),
  '200 with garbage': always('garbage'),
  'error after a file was written': (work) => fromTurn(2, { status: 400 }, work),
  'empty final text': (work) => (request) => withoutWords(work, request),
} as const satisfies Readonly<Record<string, (work: ModelScript) => ModelScript>>;

export type Fault = keyof typeof FAULTS;

function always(reply: ModelReply): () => ModelScript {
  return () => () => reply;
}

function first(count: number, reply: ModelReply, work: ModelScript): ModelScript {
  let left = count;
  return (request) => {
    left -= 1;
    return left >= 0 ? reply : work(request);
  };
}

function fromTurn(turn: number, reply: ModelReply, work: ModelScript): ModelScript {
  return (request) => (request.turn >= turn ? reply : work(request));
}

async function withoutWords(work: ModelScript, request: Parameters<ModelScript>[0]): Promise<ModelReply> {
  const reply = await work(request);
  return typeof reply === 'object' && 'text' in reply && !('tools' in reply) ? { text: '' } : reply;
}
