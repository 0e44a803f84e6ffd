import { describe, expect, it } from 'vitest';
import { loadSuite } from '../../src/evals/suite.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const folder = useTempFolder();
const CANARY = 'says "never" repeat me: 26b5c67b';
const EVAL = { id: 'a', prompt: 'Do it.', expectations: ['It is done'] };

async function load(suite: object) {
  return loadSuite(await writeTree(folder(), { 'evals/evals.json': JSON.stringify(suite) }));
}

describe('the canary of a suite', () => {
  it('is read where it stands, trimmed', async () => {
    expect(await load({ canary: ` ${CANARY}\n`, evals: [EVAL] })).toMatchObject({ canary: CANARY, warnings: [] });
  });

  it.each([[{ evals: [EVAL] }], [[EVAL]], [{ canary: null, evals: [EVAL] }]])('is none in %j', async (suite) => {
    expect((await load(suite)).canary).toBe(null);
  });

  it.each([['too short'], ['x'.repeat(1001)], [12], [['a list']], ['two lines\nof canary text'], ['']])(
    'is refused where it could not be told from other texts: %j',
    async (canary) => {
      await expect(load({ canary, evals: [EVAL] })).rejects.toMatchObject({
        code: 'invalid_evals',
        message: expect.stringContaining(
          'evals/evals.json /canary: must be a text of 16 to 1000 characters in one line; it is ',
        ),
      });
    },
  );

  it.each([
    ['prompt', { prompt: `Do it. ${CANARY}` }],
    ['expectations', { expectations: ['It is done', { type: 'file_contains', file: 'a', literal: CANARY }] }],
    ['files', { files: [{ path: 'a.txt', content: CANARY }] }],
  ])('is refused where an eval says it in its %s, for then every trial would be void', async (part, more) => {
    await expect(load({ canary: CANARY, evals: [{ ...EVAL, ...more }] })).rejects.toMatchObject({
      code: 'invalid_evals',
      message: expect.stringContaining(`eval a says the canary in its ${part}, so an agent would be given it`),
    });
  });
});
