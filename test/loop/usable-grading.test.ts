import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import type { EvalCase } from '../../src/core/schema/suite.ts';
import { usableGrading } from '../../src/loop/usable-grading.ts';
import { trialAt } from '../../src/store/layout.ts';
import { grading } from '../core/gradings.ts';
import { useTempFolder } from '../platform/temp.ts';
import { jsonMutation, MUTATIONS_TIMEOUT, mutatedJson, mutations } from '../support/mutations.ts';

const temp = useTempFolder();
const MARKS = '++--';
const stored = grading(MARKS);
const evalCase: EvalCase = {
  id: 'a',
  prompt: 'Do it.',
  files: [],
  expectations: stored.expectations.map(({ text }, index) => ({ number: index + 1, text, check: null })),
  timeoutMs: null,
  runs: 1,
  weight: 1,
  split: null,
};

async function readBack(text: string) {
  const place = trialAt(join(temp(), 'eval-a'), { root: temp(), path: 'blobs/sha256' });
  await mkdir(place.dir, { recursive: true });
  await writeFile(place.grading, text);
  return usableGrading(place, evalCase);
}

type Json = ReturnType<typeof JSON.parse>;

describe('a stored grading', () => {
  it('is used as it was written', async () => {
    expect(await readBack(JSON.stringify(stored))).toEqual(stored);
  });

  it.each<[string, (json: Json) => void, string]>([
    ['an expectation is left out', (json) => json.expectations.pop(), '/summary/pass_rate: is 0.5, and must be 0.66'],
    [
      'an expectation is left out, and the counters say so',
      (json) => {
        json.expectations.pop();
        Object.assign(json.summary, { total: 3, failed: 1, pass_rate: 2 / 3 });
      },
      '/expectations/3: is null, and must be {',
    ],
    ['one passes that did not', (json) => Object.assign(json.expectations[3], { passed: true }), '/summary/pass_rate'],
    ['its counters claim more', (json) => Object.assign(json.summary, { passed: 4 }), '/summary/passed: is 4, and'],
    ['its text is an easier one', (json) => Object.assign(json.expectations[3], { text: 'x' }), '/expectations/3/text'],
  ])('is refused by name and place when %s', async (_, spoil, place) => {
    const json: Json = structuredClone(stored);
    spoil(json);
    await expect(readBack(JSON.stringify(json))).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringContaining(`eval-a/grading.json ${place}`),
    });
  });

  it('never counts for more after a mutation, and never crashes its reader', {
    timeout: MUTATIONS_TIMEOUT,
  }, async () => {
    const words = ['expectations', 'summary', 'passed', 'total', 'pass_rate', 'text', true, false, 0, 1, 2, 3, 4, 0.75];
    const counts = { read: 0, refused: 0 };
    const property = fc.asyncProperty(jsonMutation(words, 2), async (mutation) => {
      const text = mutatedJson(JSON.stringify(stored), mutation);
      try {
        const read = await readBack(text);
        expect(read?.expectations.map(({ passed }) => (passed ? '+' : '-')).join('')).toBe(MARKS);
        expect(read?.summary).toEqual(stored.summary);
        counts.read += 1;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.message).toContain('grading.json');
        counts.refused += 1;
      }
    });
    await fc.assert(property, mutations(1, 41));
    expect(Math.min(counts.read, counts.refused)).toBeGreaterThan((counts.read + counts.refused) / 20);
  });
});
