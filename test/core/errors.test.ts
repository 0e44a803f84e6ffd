import { describe, expect, it } from 'vitest';
import { EXIT, UserError } from '../../src/core/errors.ts';

describe('a user error', () => {
  it.each([
    ['usage', 2],
    ['invalid_skill', 2],
    ['invalid_evals', 2],
    ['invalid_workspace', 2],
    ['locked', 2],
    ['filesystem', 2],
    ['refused', 3],
    ['agent_unavailable', 4],
    ['unmeasured', 6],
  ] as const)('%s ends the program with exit code %i', (code, exit) => {
    expect(new UserError(code, 'what was wrong').exit).toBe(exit);
  });

  it('says what was wrong, what to do next, and what it came from', () => {
    const cause = new Error('EACCES');
    const error = new UserError('filesystem', 'S cannot be read.', { hint: 'Give yourself the right.', cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'UserError', message: 'S cannot be read.', hint: 'Give yourself the right.' });
    expect(error.cause).toBe(cause);
    expect(new UserError('usage', 'no').hint).toBeUndefined();
  });
});

it('the exit codes of the program are those of the manual', () => {
  expect(EXIT).toEqual({
    done: 0,
    bug: 1,
    invalid: 2,
    refused: 3,
    agent: 4,
    capped: 5,
    unmeasured: 6,
    interrupted: 130,
    terminated: 143,
  });
});
