import { expect, it } from 'vitest';
import type { CheckSpec, EvalCase } from '../../src/core/schema/suite.ts';
import { commandsOf, refuseCommands } from '../../src/evals/suite-commands.ts';
import { evalCase } from './eval-case.ts';

const RUNS: CheckSpec = { type: 'shell_command', command: ['rm', '-r', 'x'] };
const NESTED: CheckSpec = { type: 'not', check: { type: 'shell_command', command: 'curl example.org' } };

function withChecks(id: string, ...checks: readonly (CheckSpec | null)[]): EvalCase {
  const expectations = checks.map((check, index) => ({ number: index + 1, text: `statement ${index + 1}`, check }));
  return evalCase({ id, expectations });
}

const CALM = withChecks('calm', null, { type: 'file_exists', file: 'shell_command' });
const RUNNING = withChecks('a', null, RUNS, NESTED);

it('the commands of a suite are found wherever they stand, with their place', () => {
  expect(commandsOf([CALM, RUNNING])).toEqual([
    { place: 'a#2', command: ['rm', '-r', 'x'] },
    { place: 'a#3', command: 'curl example.org' },
  ]);
});

it('evals without commands are never refused; those with commands are, each of them named', () => {
  expect(() => refuseCommands([CALM])).not.toThrow();
  expect(() => refuseCommands([CALM, RUNNING])).toThrow(
    expect.objectContaining({
      code: 'refused',
      message: 'The evals run commands, which are refused here:\na#2: ["rm","-r","x"]\na#3: "curl example.org"',
      hint: expect.stringContaining('--check-commands run'),
    }),
  );
});
