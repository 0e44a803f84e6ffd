import { describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../src/core/schema/manifest.ts';
import { diffTrees } from '../../src/platform/tree-diff.ts';

const file = (path: string, content = 'a', mode = 0o644): TreeEntry => {
  return { path, type: 'file', mode, size: 1, sha256: content.repeat(64) };
};
const folder = (path: string, mode = 0o755): TreeEntry => ({ path, type: 'folder', mode });
const link = (path: string, target: string): TreeEntry => ({ path, type: 'link', target });

const changed = (before: TreeEntry[], after: TreeEntry[]) => diffTrees(before, after).map(({ path }) => path);

describe('two trees', () => {
  it('are the same in any order and with any modes but the right to execute', () => {
    expect(
      changed([file('a'), folder('b'), link('c', 'a')], [link('c', 'a'), folder('b', 0o700), file('a', 'a', 0o444)]),
    ).toEqual([]);
  });

  it.each([
    ['content', file('a'), file('a', 'b')],
    ['the right to execute', file('a'), file('a', 'a', 0o755)],
    ['type', file('a'), folder('a')],
    ['link target', link('a', 'x'), link('a', 'y')],
  ])('differ by %s', (_, before, after) => {
    expect(diffTrees([before], [after])).toEqual([{ path: 'a', before, after }]);
  });

  it('differ by what was added and taken away, in the order of bytes', () => {
    expect(diffTrees([file('z'), file('\uFF5E')], [file('\u{1F600}'), file('z')])).toEqual([
      { path: '\uFF5E', before: file('\uFF5E'), after: null },
      { path: '\u{1F600}', before: null, after: file('\u{1F600}') },
    ]);
  });
});
