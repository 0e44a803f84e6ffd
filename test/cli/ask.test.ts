import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { agreed } from '../../src/cli/ask.ts';
import { UserError } from '../../src/core/errors.ts';
import { quietShell } from '../support/shell.ts';

const ASKED = { question: 'Remove \u001b[2Jit?', why: 'clean asks before it removes anything' };

/** What a person at a terminal is asked, and whether these keys are a yes. */
async function answer(keys: string) {
  const [input, errors] = [new PassThrough(), new PassThrough()];
  const shell = { ...quietShell(), ...{ input: Object.assign(input, { isTTY: true }), errors } };
  input.end(keys);
  const yes = await agreed(shell, ASKED);
  return { yes, said: String(errors.read() ?? ''), codes: shell.codes };
}

describe('a question to a person', () => {
  it.each(['y\n', 'Y\n', 'yes\n', ' YES \n'])('%j is a yes', async (keys) => {
    expect(await answer(keys)).toMatchObject({ yes: true, codes: [] });
  });

  it.each(['n\n', '\n', 'yep\n', 'y e s\n', 'no\ny\n'])('%j is a no', async (keys) => {
    expect(await answer(keys)).toMatchObject({ yes: false, codes: [] });
  });

  it('cannot steer the terminal', async () => {
    expect((await answer('n\n')).said).toContain('Remove [2Jit? [y/N] ');
  });
});

it('where there is nobody to ask, the flag is named', async () => {
  const asking = agreed({ ...quietShell(), input: Object.assign(new PassThrough(), { isTTY: false }) }, ASKED);
  await expect(asking).rejects.toEqual(
    new UserError('usage', 'clean asks before it removes anything, and there is no terminal to ask on.', {
      hint: 'Add --yes.',
    }),
  );
});
