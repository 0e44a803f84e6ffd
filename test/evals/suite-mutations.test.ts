import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { loadSuite } from '../../src/evals/suite.ts';
import { evalFolder } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ROOT } from '../support/cli.ts';

const folder = useTempFolder();
const SUITES = join(ROOT, 'fixtures/suites');
const TEXTS = readdirSync(SUITES).map((name) => readFileSync(join(SUITES, name, 'evals/evals.json'), 'utf8'));
const RUNS = Number(process.env.SKILLRATCHET_TEST_MUTATIONS ?? 500);

const WORDS = ['evals', 'prompt', 'type', 'file_exists', '../..', '.', 'evals', '\0', '__proto__', 'train', 'é\ud800'];
const leaf = fc.oneof(fc.constantFrom(...WORDS), fc.string(), fc.double(), fc.boolean(), fc.constant(null));
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom(...WORDS), leaf),
  fc.object(),
);

/** A change of the JSON: the value that is met after `at` steps is replaced, removed, repeated, or its key renamed. */
const change = fc.record({
  at: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
  how: fc.constantFrom('replace', 'remove', 'repeat', 'rename'),
  value,
  key: fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 12 })),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

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

/** A change of the text: some characters are cut out and others put in. */
const cut = fc.record({
  at: fc.nat(2000),
  length: fc.nat(4),
  text: fc.constantFrom('', '"', '{', '[', ',', '\\', '\n', '0'),
});

const mutated = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(change, { maxLength: 3 }), fc.option(cut, { freq: 3 }))
  .map(([text, changes, edit]) => {
    const json = JSON.stringify(changes.reduce<unknown>(changed, JSON.parse(text))) ?? 'null';
    if (edit === null) return json;
    const at = edit.at % (json.length + 1);
    return `${json.slice(0, at)}${edit.text}${json.slice(at + edit.length)}`;
  });

it('a mutated suite is read whole, or refused by name', { timeout: 300_000 }, async () => {
  await mkdir(join(folder(), 'evals/files'), { recursive: true });
  await writeFile(join(folder(), 'evals/files/one.csv'), 'a,b\n');
  const counts = { read: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      await writeFile(join(folder(), 'evals/evals.json'), text);
      try {
        const { evals } = await loadSuite(folder());
        counts.read += 1;
        expect(new Set(evals.map(({ id }) => evalFolder(id).toLowerCase())).size).toBe(evals.length);
        for (const { prompt, expectations, runs, files } of evals) {
          expect(prompt.trim()).not.toBe('');
          expect(expectations.map(({ number }) => number)).toEqual(expectations.map((_, index) => index + 1));
          expect(expectations.every((one) => one.text.trim() !== '')).toBe(true);
          expect(runs).toBeGreaterThanOrEqual(1);
          expect(files.every(({ name }) => !name.startsWith('/') && !name.split('/').includes('..'))).toBe(true);
        }
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        counts.refused += 1;
        expect(error).toMatchObject({ code: 'invalid_evals', message: expect.stringContaining('evals/evals.json') });
      }
    }),
    { seed: 3, numRuns: RUNS },
  );
  expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(RUNS / 20);
});
