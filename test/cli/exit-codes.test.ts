import { expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { UserError } from '../../src/core/errors.ts';
import { STOP_REASONS } from '../../src/core/schema/run.ts';

it.each([
  ['ceiling', 0],
  ['iterations', 0],
  ['reverts', 0],
  ['trials', 5],
  ['money', 5],
  ['tokens', 5],
  ['time', 5],
  ['agent_unavailable', 4],
  ['unmeasured', 6],
  ['errors', 6],
  ['user', 130],
] as const)('a run that stopped by %s exits with %i', (reason, code) => {
  expect(exitCodeOf(reason, null)).toBe(code);
});

it('every reason to stop has a code, and only an interrupted run has that of the signal', () => {
  for (const reason of STOP_REASONS) expect(exitCodeOf(reason, 143) === 143).toBe(reason === 'user');
});

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
] as const)('a problem of kind %s exits with %i', (kind, code) => {
  expect(new UserError(kind, 'It is so.').exit).toBe(code);
});
