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
import { inProcess } from '../support/commands.ts';
import { jsonMutation, MUTATIONS_TIMEOUT, mutatedJson, mutations } from '../support/mutations.ts';

const folder = useTempFolder();
const SUITES = join(ROOT, 'fixtures/suites');
const TEXTS = readdirSync(SUITES).map((name) => readFileSync(join(SUITES, name, 'evals/evals.json'), 'utf8'));
const WORDS = ['evals', 'prompt', 'type', 'file_exists', '../..', '.', '\0', '__proto__', 'train', 'é\ud800'];

const mutated = fc
  .tuple(fc.constantFrom(...TEXTS), jsonMutation(WORDS, 3))
  .map(([text, mutation]) => mutatedJson(text, mutation));

it('a mutated suite is read whole, or refused by name', { timeout: MUTATIONS_TIMEOUT }, async () => {
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
    mutations(1, 3),
  );
  expect(Math.min(counts.read, counts.refused)).toBeGreaterThan((counts.read + counts.refused) / 20);
});

it('a mutated suite never crashes a command', { timeout: MUTATIONS_TIMEOUT }, async () => {
  const skill = join(folder(), 'mutated');
  await mkdir(join(skill, 'evals'), { recursive: true });
  await writeFile(
    join(skill, 'SKILL.md'),
    '---\nname: mutated\ndescription: Has evals that are not what they were.\n---\n',
  );
  const property = fc.asyncProperty(mutated, async (text) => {
    await writeFile(join(skill, 'evals/evals.json'), text);
    for (const args of [
      ['lint', skill],
      ['improve', skill, '--dry-run'],
    ]) {
      const { code, stderr } = await inProcess(folder(), ...args);
      expect({ args, code, stderr }).toEqual({ args, code: expect.toBeOneOf([0, 2]), stderr });
    }
  });
  await fc.assert(property, mutations(0.05, 4));
});
