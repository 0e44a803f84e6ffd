/**
 * A mutated file of another tool's workspace never crashes a command, and no score that a command then shows is higher
 * than before unless `verify` names a difference (exit code 6). The workspace stays as it is.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../platform/temp.ts';
import { lookAt, raised } from '../support/claims.ts';
import { inProcess } from '../support/commands.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';
import { jsonMutation, MUTATIONS_TIMEOUT, mutatedJson, mutations } from '../support/mutations.ts';
import { rowsMutation } from '../support/row-mutations.ts';

const temp = useTempFolder();
const ITERATIONS = 3;
const GRADINGS = [0, 1, 2].flatMap((number) =>
  ['eval-1', 'eval-two words'].map((folder) => `iteration-${number}/${folder}/grading.json`),
);
const WORDS = [
  ...['expectations', 'assertion_results', 'text', 'expectation', 'passed', 'summary', 'pass_rate', 'total'],
  ...[true, false, 'true', 1, 0, 2, 100, 1e308, null, '', [], {}, 'eval_feedback', 'suggestions', '__proto__'],
];

describe('a mutated file of another tool never crashes a command nor raises a score', () => {
  it.each([
    ['results.tsv', rowsMutation, 51],
    ['a grading', jsonMutation(WORDS, 2).map((mutation) => (text: string) => mutatedJson(text, mutation)), 52],
    ['what is no JSON', fc.string({ unit: 'binary' }).map((text) => () => text), 53],
  ] as const)('%s, mutated', { timeout: MUTATIONS_TIMEOUT }, async (what, mutation, seed) => {
    const { root } = await foreignWorkspace(temp());
    const paths = what === 'results.tsv' ? [what] : GRADINGS;
    const texts = new Map<string, string>();
    for (const path of paths) texts.set(path, await readFile(join(root, path), 'utf8'));
    const before = await lookAt(root, ITERATIONS);
    expect(before.crashes).toEqual([]);
    const ends = { named: 0, silent: 0 };
    const property = fc.asyncProperty(fc.constantFrom(...paths), mutation, async (path, change) => {
      await writeFile(join(root, path), change(texts.get(path) ?? ''));
      const { claims, crashes } = await lookAt(root, ITERATIONS);
      const { code } = await inProcess(root, 'verify');
      expect({ crashes, code }).toEqual({ crashes: [], code: expect.toBeOneOf([0, 2, 6]) });
      if (code === 0) expect(raised(before.claims, claims)).toEqual([]);
      ends[code === 0 ? 'silent' : 'named'] += 1;
      await writeFile(join(root, path), texts.get(path) ?? '');
    });
    await fc.assert(property, mutations(0.05, seed));
    expect(ends.named).toBeGreaterThan(0);
    await rm(root, { recursive: true });
  });
});
