import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { patchBetween } from '../../src/store/patch.ts';
import { onlyRemoves } from '../../src/store/patch-lines.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

async function removes(before: Record<string, string>, after: Record<string, string>): Promise<boolean> {
  const sides = await Promise.all(
    [before, after].map(async (files, index) => {
      const dir = `${temp()}/${index}`;
      await writeTree(dir, { keep: 'x', ...files });
      return { dir, entries: await hashTree(dir) };
    }),
  );
  const [a, b] = sides;
  return a !== undefined && b !== undefined && onlyRemoves(await patchBetween(a, b));
}

describe('an edit only removes', () => {
  it.each([
    ['lines of a file', { a: 'one\ntwo\n' }, { a: 'one\n' }, true],
    ['a file', { a: 'one\n', b: 'two\n' }, { a: 'one\n' }, true],
    ['a line that looks like a header', { a: '-- a\nb\n' }, { a: 'b\n' }, true],
    ['not where a line changes', { a: 'one\n' }, { a: 'two\n' }, false],
    ['not where a line looks like a header', { a: 'one\ntwo\n' }, { a: 'one\n++ b/a\n' }, false],
    ['not where a file is new', { a: 'one\ntwo\n' }, { a: 'one\n', b: '' }, false],
    ['not where nothing changes', { a: 'one\n' }, { a: 'one\n' }, false],
    ['not where a binary changes', { a: 'one\ntwo\n', b: '\0' }, { a: 'one\n', b: '' }, false],
  ])('%s', async (...[, before, after, expected]) => {
    expect(await removes(before, after)).toBe(expected);
  });

  it('whatever the lines are', async () => {
    const line = fc.string({ minLength: 1 }).filter((text) => !/[\r\n\0]/.test(text));
    const lines = fc.uniqueArray(line, { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(lines, fc.nat(), async (all, at) => {
        const kept = all.filter((_, index) => index !== at % all.length);
        const text = (parts: readonly string[]) => parts.map((part) => `${part}\n`).join('');
        expect(await removes({ a: text(all) }, { a: text(kept) })).toBe(true);
        expect(await removes({ a: text(kept) }, { a: text(all) })).toBe(false);
      }),
      { seed: 1, numRuns: 30 },
    );
  });
});
