import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsText } from '../../src/platform/find-bytes.ts';
import { useTempFolder } from './temp.ts';

const temp = useTempFolder();
/** Bytes that a stream reads at once. */
const CHUNK = 64 * 1024;
const WORD = 'wörd-to-find';

async function fileWith(bytes: Uint8Array): Promise<string> {
  const path = join(temp(), 'file');
  await writeFile(path, bytes);
  return path;
}

describe('a text is found in a file', () => {
  it('wherever it begins, across the parts that are read at once as well', async () => {
    const at = fc.integer({ min: CHUNK - 20, max: CHUNK + 20 });
    const property = fc.asyncProperty(at, fc.integer({ min: 0, max: 255 }), async (start, filler) => {
      const bytes = Buffer.concat([Buffer.alloc(start, filler), Buffer.from(WORD), Buffer.alloc(4 * CHUNK, filler)]);
      expect(await holdsText(await fileWith(bytes), ['another', WORD])).toBe(true);
      bytes[start + 3] = 0;
      expect(await holdsText(await fileWith(bytes), ['another', WORD])).toBe(false);
    });
    await fc.assert(property, { seed: 1, numRuns: 60 });
  });

  it('whatever else is in it, and not in an empty one', async () => {
    const path = await fileWith(Buffer.concat([Buffer.of(0, 255, 0), Buffer.from(WORD), Buffer.of(128)]));
    expect(await holdsText(path, [WORD])).toBe(true);
    expect(await holdsText(path, [])).toBe(false);
    expect(await holdsText(await fileWith(Buffer.alloc(0)), [WORD])).toBe(false);
  });
});
