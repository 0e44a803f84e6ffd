import fc from 'fast-check';

/** How many mutations a share of 1 is: few by default, 10,000 in CI. */
const MUTATIONS = Number(process.env.SKILLRATCHET_TEST_MUTATIONS ?? 500);

/**
 * What fast-check needs for a share of the mutations. The seed stands in the test, so that each run tries the same
 * ones; a failure prints seed and path, which `fc.assert(…, { seed, path })` plays again.
 */
export function mutations(share: number, seed: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.max(1, Math.round(MUTATIONS * share)), seed };
}

/** Milliseconds that the mutations of one test may take on a slow machine. */
export const MUTATIONS_TIMEOUT = 600_000;

/** A change of a JSON text: of its values, and then of its characters. */
export interface JsonMutation {
  readonly changes: readonly Change[];
  readonly cut: Cut | null;
}

export interface Change {
  /** The steps to what is changed. */
  readonly at: readonly number[];
  readonly how: 'replace' | 'remove' | 'repeat' | 'rename';
  readonly value: unknown;
  readonly key: string;
}

/** Some characters are cut out and others put in. */
export interface Cut {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** Mutations of JSON texts; `words` are values and keys that the reader knows. At most `most` values change. */
export function jsonMutation(words: readonly unknown[], most: number): fc.Arbitrary<JsonMutation> {
  const word = fc.constantFrom(...words);
  const key = fc.oneof(word.map(String), fc.string({ maxLength: 12 }));
  const leaf = fc.oneof(word, fc.string(), fc.double(), fc.boolean(), fc.constant(null));
  const nested = [fc.array(leaf, { maxLength: 3 }), fc.dictionary(word.map(String), leaf), fc.object()];
  const change: fc.Arbitrary<Change> = fc.record({
    at: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
    how: fc.constantFrom('replace', 'remove', 'repeat', 'rename'),
    value: fc.oneof(leaf, ...nested),
    key,
  });
  return fc.record({
    changes: fc.array(change, { maxLength: most }),
    cut: fc.option(textCut, { freq: 3 }),
  });
}

export const textCut: fc.Arbitrary<Cut> = fc.record({
  at: fc.nat(2000),
  length: fc.nat(4),
  text: fc.constantFrom('', '"', '{', '[', ',', '\\', '\n', '0', '\t', '\r\n', '\uFEFF'),
});

/** The JSON text with the mutation; one that changes nothing is written as compactly as can be. */
export function mutatedJson(text: string, { changes, cut }: JsonMutation): string {
  const json = JSON.stringify(changes.reduce<unknown>(changed, JSON.parse(text))) ?? 'null';
  return cut === null ? json : cutText(json, cut);
}

export function cutText(whole: string, { at, length, text }: Cut): string {
  const start = at % (whole.length + 1);
  return `${whole.slice(0, start)}${text}${whole.slice(start + length)}`;
}

function changed(json: unknown, { at: [step = 0, ...rest], ...change }: Change): unknown {
  if (typeof json !== 'object' || json === null) return change.value;
  const entries: (readonly [string, unknown])[] = Object.entries(json);
  const index = step % Math.max(1, entries.length);
  const [key, old] = entries[index] ?? ['0', null];
  if (rest.length > 0) entries.splice(index, 1, [key, changed(old, { at: rest, ...change })]);
  else if (change.how === 'replace') entries.splice(index, 1, [key, change.value]);
  else if (change.how === 'remove') entries.splice(index, 1);
  else if (change.how === 'repeat') entries.push([Array.isArray(json) ? String(index) : change.key, old]);
  else entries.splice(index, 1, [change.key, old]);
  return Array.isArray(json) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}
