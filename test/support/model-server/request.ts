import type { Asked, Protocol } from './protocol.ts';

/** One request to a model as the client sent it. */
export interface ModelRequest extends Pick<Asked, 'model' | 'stream' | 'turn'> {
  readonly path: string;
  /** The body's bytes as text: what tests search for words that must not be in it. */
  readonly raw: string;
  /** The texts of the user's and the tools' messages, in their order. */
  readonly said: string;
  /** The folder that the client says it works in. */
  readonly cwd: string;
  /** Told from the shape of the answer that is asked for. */
  readonly role: 'executor' | 'judge' | 'improver';
}

export function readRequest(protocol: Protocol, path: string, raw: string): ModelRequest {
  const { model, stream, turn, system, said, wanted } = protocol.read(path, raw);
  return {
    path,
    raw,
    model,
    stream,
    turn,
    said: said.join('\n'),
    cwd: workFolder(`${system}\n${said[0] ?? ''}`),
    role: wanted.includes('"changelog"') ? 'improver' : wanted.includes('"expectations"') ? 'judge' : 'executor',
  };
}

/** Each client tells it in words of its own: in a line, in a list below a heading, in a tag. */
function workFolder(told: string): string {
  return /(?:working directory: |workspace directories:\*\*\s+- |<cwd>)([^\n<]+)/i.exec(told)?.[1]?.trim() ?? '';
}
