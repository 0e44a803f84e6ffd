import { StringDecoder } from 'node:string_decoder';

export interface LineSplitter {
  write(chunk: Buffer): void;
  /** Gives out what stands after the last line end, if anything. */
  end(): void;
}

const LINE_END = 0x0a;

/**
 * Splits a byte stream into lines, however it is cut into chunks; invalid UTF-8 becomes U+FFFD. A line of more than
 * `limit` bytes is cut there, before a character that does not fit, and its rest is passed over, so that at most
 * `limit` bytes are held.
 */
export function createLineSplitter(limit: number, onLine: (line: string) => void): LineSplitter {
  let pieces: Buffer[] = [];
  let length = 0;
  let cut = false;

  const keep = (bytes: Buffer): void => {
    const piece = bytes.subarray(0, limit - length);
    if (piece.length > 0) pieces.push(piece);
    length += piece.length;
    cut ||= piece.length < bytes.length;
  };
  const finish = (): void => {
    const line = decode(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces), cut);
    pieces = [];
    length = 0;
    cut = false;
    onLine(line);
  };

  return {
    write(chunk) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
        keep(chunk.subarray(start, end));
        finish();
        start = end + 1;
      }
      keep(chunk.subarray(start));
    },
    end() {
      if (length > 0) finish();
    },
  };
}

function decode(bytes: Buffer, cut: boolean): string {
  return cut ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8').replace(/\r$/, '');
}
