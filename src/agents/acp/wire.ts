import type { Writable } from 'node:stream';
import type { AnyMessage, Stream } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import { jsonLine } from '../json-line.ts';
import { addToLog } from '../log.ts';

/** The messages between us and a client, one JSON document a line; other lines are log. */
export interface Wire {
  readonly stream: Stream;
  /** A line that the client wrote. */
  line(text: string): void;
  /** From now on messages go there; those that were sent before go first. */
  open(stdin: Writable): void;
  /** The client says no more. */
  close(): void;
  log(): readonly string[];
  /** The last answer to a request of ours, as it came: the SDK drops what its version of the protocol does not know. */
  answer(): unknown;
}

const envelopeSchema = z.looseObject({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]).nullish(),
  method: z.string().optional(),
});

/** The SDK looks at the rest of a message itself. */
const messageSchema = z.custom<AnyMessage>((value) => envelopeSchema.safeParse(value).success);

/** `onNotification` is told what a client says unasked: the SDK complains on the console of what it does not understand. */
export function createWire(onNotification: (method: string, params: unknown) => void): Wire {
  let log: readonly string[] = [];
  let stdin: Writable | null = null;
  let waiting = '';
  let answer: unknown = null;
  /** Ids of our requests that have no answer yet: the SDK complains on the console of an answer to anything else. */
  const asked = new Set<unknown>();
  let incoming: ReadableStreamDefaultController<AnyMessage> | null = null;
  const readable = new ReadableStream<AnyMessage>({
    start(controller) {
      incoming = controller;
    },
    cancel() {
      incoming = null;
    },
  });
  const writable = new WritableStream<AnyMessage>({
    write(message) {
      if ('method' in message && 'id' in message) asked.add(message.id);
      const line = `${JSON.stringify(message)}\n`;
      if (stdin === null) waiting += line;
      else stdin.write(line);
    },
    close: () => void stdin?.end(),
    abort: () => void stdin?.end(),
  });
  const isWanted = (message: AnyMessage): boolean =>
    'method' in message || ('id' in message && asked.delete(message.id));
  return {
    stream: { readable, writable },
    line(text) {
      const message = messageSchema.safeParse(jsonLine(text)).data;
      if (message === undefined || !isWanted(message)) {
        log = addToLog(log, text);
        return;
      }
      if ('method' in message && !('id' in message)) {
        onNotification(message.method, message.params);
        return;
      }
      if ('result' in message) answer = message.result;
      incoming?.enqueue(message);
    },
    open(to) {
      stdin = to;
      to.write(waiting);
    },
    close() {
      incoming?.close();
      incoming = null;
    },
    log: () => log,
    answer: () => answer,
  };
}
