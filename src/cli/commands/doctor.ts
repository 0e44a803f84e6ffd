import { Command, Option } from 'commander';
import { collect, parseSandbox } from '../option-values.ts';
import type { Shell } from '../shell.ts';

export function doctorCommand(shell: Shell): Command {
  return new Command('doctor')
    .description(
      'look whether everything that a run needs is there, and say how to mend it; calls no model unless --live',
    )
    .argument('[skill]', 'folder with a SKILL.md that is looked at too')
    .addOption(new Option('--agent <NAME...>', 'only these agents, each of which must work (default: all clients)'))
    .addOption(new Option('--workspace <DIR>', 'where the run would be kept').env('SKILLRATCHET_WORKSPACE'))
    .addOption(
      new Option('--sandbox <KIND>', 'look at the agents behind it')
        .argParser(parseSandbox)
        .env('SKILLRATCHET_SANDBOX'),
    )
    .addOption(
      new Option('--env <NAME>', 'let an environment variable through to the agents; repeatable').argParser(collect),
    )
    .option('--live', 'ask each agent one small question, which costs a little')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string | undefined, _flags: unknown, command: Command) => {
      const { doctor } = await import('../doctor/doctor.ts');
      await doctor(shell, skill, command.opts());
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet doctor
  $ skillratchet doctor ./my-skill --agent claude
  $ skillratchet doctor --agent claude --sandbox bwrap --live

Exits with 0 when nothing fails, with 4 when an agent does, with 2 when anything else does.`;
