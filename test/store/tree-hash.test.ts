import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TreeEntry } from '../../src/core/schema/manifest.ts';
import { canonicalHash, evalsFingerprint, sha256, treeHash } from '../../src/store/tree-hash.ts';

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
const content = fc.constantFrom('a', 'b', 'c').map((digit) => digit.repeat(64));
const entry: fc.Arbitrary<TreeEntry> = fc.oneof(
  fc.record({
    path: name,
    type: fc.constant('file' as const),
    mode: fc.constantFrom(0o644, 0o755),
    size: fc.nat(9),
    sha256: content,
  }),
  fc.record({ path: name, type: fc.constant('folder' as const), mode: fc.constant(0o755) }),
  fc.record({ path: name, type: fc.constant('link' as const), target: name }),
);
const tree = fc.uniqueArray(entry, { selector: ({ path }) => path, maxLength: 8 });
const whole = (entries: readonly TreeEntry[]) => treeHash(entries, { withEvals: true });

/** What a hash must tell apart, in a form of its own. */
function meaning(entries: readonly TreeEntry[]): string {
  const parts = entries.map((item) => {
    if (item.type === 'file') return [item.path, 'file', item.mode, item.sha256];
    return item.type === 'link' ? [item.path, 'link', item.target] : [item.path, 'folder'];
  });
  return JSON.stringify(parts.sort());
}

describe('the hash of a tree', () => {
  it('does not depend on the order of its entries', () => {
    fc.assert(
      fc.property(tree, fc.infiniteStream(fc.nat()), (entries, keys) => {
        const shuffled = entries.map((item) => ({ item, key: keys.next().value })).sort((a, b) => a.key - b.key);
        expect(whole(shuffled.map(({ item }) => item))).toBe(whole(entries));
      }),
      { seed: 1 },
    );
  });

  it('is the same for the same trees only', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(whole(a) === whole(b)).toBe(meaning(a) === meaning(b));
      }),
      { seed: 2 },
    );
  });

  it('changes with every single change', () => {
    fc.assert(
      fc.property(tree, entry, fc.nat(), (entries, other, at) => {
        const index = at % Math.max(1, entries.length);
        const neighbours = [entries.toSpliced(index, 1), entries.toSpliced(index, 1, other), [...entries, other]];
        for (const changed of neighbours) {
          if (meaning(changed) !== meaning(entries)) expect(whole(changed)).not.toBe(whole(entries));
        }
      }),
      { seed: 3 },
    );
  });

  const file = (path: string, sha = 'a', mode = 0o644): TreeEntry => {
    return { path, type: 'file', mode, size: 1, sha256: sha.repeat(64) };
  };

  it('takes no notice of write bits and sizes', () => {
    expect(whole([file('a', 'a', 0o444)])).toBe(whole([file('a', 'a', 0o666)]));
    expect(whole([file('a', 'a', 0o555)])).not.toBe(whole([file('a')]));
  });

  it('leaves evals/ out of the identity of a version, and only that', () => {
    const evals: TreeEntry[] = [{ path: 'evals', type: 'folder', mode: 0o755 }, file('evals/evals.json')];
    const identity = (entries: readonly TreeEntry[]) => treeHash(entries, { withEvals: false });
    expect(identity([file('SKILL.md'), ...evals])).toBe(identity([file('SKILL.md')]));
    expect(identity([file('SKILL.md'), file('evals.md')])).not.toBe(identity([file('SKILL.md')]));
    expect(whole([file('SKILL.md'), ...evals])).not.toBe(whole([file('SKILL.md')]));
  });

  it('has a counterpart for evals/ alone', () => {
    const before = [file('SKILL.md'), file('evals/evals.json')];
    expect(evalsFingerprint([file('SKILL.md', 'b'), file('evals/evals.json')])).toBe(evalsFingerprint(before));
    expect(evalsFingerprint([file('SKILL.md'), file('evals/evals.json', 'b')])).not.toBe(evalsFingerprint(before));
  });
});

describe('the hash of a value', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(canonicalHash({ a: 1, b: [{ c: 2, d: null }] })).toBe(canonicalHash({ b: [{ d: null, c: 2 }], a: 1 }));
    expect(canonicalHash([1, 2])).not.toBe(canonicalHash([2, 1]));
  });

  it('is sha256 over UTF-8', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(canonicalHash({ b: 1, a: 'é' })).toBe(sha256('{"a":"é","b":1}'));
  });
});
