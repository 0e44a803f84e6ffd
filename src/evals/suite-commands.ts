import { UserError } from '../core/errors.ts';
import { type EvalCase, expectationId } from '../core/schema/suite.ts';
import { shown } from './checks/evidence.ts';
import { commandsIn } from './checks/registry.ts';

/** A command that the evals run with the rights of whoever runs them. */
export interface SuiteCommand {
  /** The expectation, as `evalId#number`. */
  readonly place: string;
  /** A line for the shell, or a program and its arguments. */
  readonly command: unknown;
}

export function commandsOf(evals: readonly EvalCase[]): readonly SuiteCommand[] {
  return evals.flatMap(({ id, expectations }) =>
    expectations.flatMap(({ number, check }) =>
      (check === null ? [] : commandsIn(check)).map((command) => ({ place: expectationId(id, number), command })),
    ),
  );
}

/** Refuses evals that run commands, with a UserError `refused` that names each. */
export function refuseCommands(evals: readonly EvalCase[]): void {
  const commands = commandsOf(evals);
  if (commands.length === 0) return;
  const listed = commands.map(({ place, command }) => `${place}: ${shown(command)}`);
  throw new UserError('refused', `The evals run commands, which are refused here:\n${listed.join('\n')}`, {
    hint: 'Nothing was run. Read the commands; then allow them with --check-commands run, or state those expectations otherwise.',
  });
}
