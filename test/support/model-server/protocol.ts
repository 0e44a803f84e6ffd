import type { Message } from './reply.ts';

/** A request to a model, in the words that all protocols share. */
export interface Asked {
  readonly model: string;
  readonly stream: boolean;
  /** Messages that the model has already given in this conversation. */
  readonly turn: number;
  /** The system's, then the user's and the tools' texts, in their order. */
  readonly system: string;
  readonly said: readonly string[];
  /** The JSON schema of the structured answer that is asked for, or the first thing that the user said, which names it. */
  readonly wanted: string;
}

/** One way to talk to a model. A new one is a file that says how it is spoken, and a line in `protocols.ts`. */
export interface Protocol {
  /** Whether a request to this path asks a model in this protocol. */
  asks(path: string): boolean;
  read(path: string, raw: string): Asked;
  /** A whole answer, as the body of a response that is not streamed. */
  whole(message: Message): unknown;
  /** The same as what is streamed, in pieces of which each can be the last to arrive. */
  pieces(message: Message): readonly string[];
  /** What the API says with a status. */
  error(status: number): unknown;
}
