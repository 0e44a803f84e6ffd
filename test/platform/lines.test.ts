import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter } from '../../src/platform/lines.ts';

function split(chunks: readonly Uint8Array[], limit = 1024): readonly string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter(limit, (line) => lines.push(line));
  for (const chunk of chunks) splitter.write(Buffer.from(chunk));
  splitter.end();
  return lines;
}

const text = (value: string): Buffer => Buffer.from(value);

describe('the line splitter', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\n\r\nb', ['a', '', 'b']],
    ['\n\na\rb\n', ['', '', 'a\rb']],
  ])('splits %j', (input, lines) => {
    expect(split([text(input)])).toEqual(lines);
  });

  it('cuts a long line and goes on with the next', () => {
    expect(split([text('abc'), text('defg'), text('h\nij\n')], 4)).toEqual(['abcd', 'ij']);
  });

  it('keeps a line that just fits', () => {
    expect(split([text('abcd\n')], 4)).toEqual(['abcd']);
  });

  it('never cuts within a character', () => {
    expect(split([text('aé€😀\nb')], 7)).toEqual(['aé€', 'b']);
  });

  it('replaces invalid UTF-8 and goes on', () => {
    expect(split([Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82])])).toEqual(['a\uFFFDb', '\uFFFD']);
  });

  it('gives the same lines however the bytes are cut into chunks', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 12 }).map(text),
      fc.constantFrom('\n', '\r\n', '€').map(text),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (pieces, sizes) => {
        const bytes = Buffer.concat(pieces);
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += chunks.at(-1)?.length ?? 0) {
          chunks.push(bytes.subarray(at, at + sizes.next().value));
        }
        const lines = bytes.toString('utf8').split('\n');
        if (lines.at(-1) === '') lines.pop();
        expect(split(chunks)).toEqual(lines.map((line) => line.replace(/\r$/, '')));
        expect(split(chunks, 5)).toEqual(split([bytes], 5));
      }),
      { seed: 1 },
    );
  });
});
