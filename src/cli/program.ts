import { Command } from 'commander';
import { applyCommand } from './commands/apply.ts';
import { calibrateCommand } from './commands/calibrate.ts';
import { certifyCommand } from './commands/certify.ts';
import { cleanCommand } from './commands/clean.ts';
import { compareCommand } from './commands/compare.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { demoCommand } from './commands/demo.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { helpCommand } from './commands/help.ts';
import { historyCommand } from './commands/history.ts';
import { improveCommand } from './commands/improve.ts';
import { initCommand } from './commands/init.ts';
import { lintCommand } from './commands/lint.ts';
import { logCommand } from './commands/log.ts';
import { planCommand } from './commands/plan.ts';
import { prepareCommand } from './commands/prepare.ts';
import { rankCommand } from './commands/rank.ts';
import { regradeCommand } from './commands/regrade.ts';
import { reportCommand } from './commands/report.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { restoreCommand } from './commands/restore.ts';
import { showCommand } from './commands/show.ts';
import { statusCommand } from './commands/status.ts';
import { submitCommand } from './commands/submit.ts';
import { tryCommand } from './commands/try.ts';
import { verifyCommand } from './commands/verify.ts';
import { viewCommand } from './commands/view.ts';
import type { Shell } from './shell.ts';
import { PROGRAM_VERSION } from './version.ts';

/** A command of the program; its action loads what it needs only when it is called. */
export type CommandOf = (shell: Shell) => Command;

/** By the heading under which the help lists them. */
const COMMANDS: Readonly<Record<string, readonly CommandOf[]>> = {
  'Start:': [initCommand, doctorCommand, lintCommand, demoCommand],
  'Measure:': [
    planCommand,
    improveCommand,
    evalCommand,
    tryCommand,
    calibrateCommand,
    regradeCommand,
    certifyCommand,
    submitCommand,
  ],
  'Inspect:': [
    logCommand,
    statusCommand,
    showCommand,
    diffCommand,
    compareCommand,
    rankCommand,
    viewCommand,
    reportCommand,
    verifyCommand,
    reproduceCommand,
  ],
  'Restore:': [restoreCommand, applyCommand],
  'Records:': [prepareCommand, exportCommand, historyCommand, cleanCommand],
  'Help:': [helpCommand, completionCommand],
};

export function buildProgram(shell: Shell): Command {
  const program = new Command('skillratchet')
    .description('Makes an Agent Skill measurably better: an edit stays only if the skill really improved.')
    .version(PROGRAM_VERSION)
    .showSuggestionAfterError()
    .addHelpText('after', EXAMPLES);
  for (const [group, commands] of Object.entries(COMMANDS)) {
    for (const commandOf of commands) program.addCommand(commandOf(shell).helpGroup(group));
  }
  program.addCommand(completeCommand(shell), { hidden: true });
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => shell.print(text.trimEnd()),
      writeErr: (text) => shell.report(text.trimEnd()),
      // `run` says it, when it has caught the error.
      outputError: () => undefined,
    });
  }
  return program;
}

const EXAMPLES = `
Examples:
  $ skillratchet demo                                   a sample skill, an embedded agent, no key
  $ skillratchet improve ./my-skill --agent claude      climb; stop and go on as you like
  $ skillratchet log                                    the progression
  $ skillratchet restore v1 --to ./old                  any version, in a new folder
  $ skillratchet apply                                  the best version, into your skill`;
