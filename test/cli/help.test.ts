import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-codes.ts';
import { settings } from '../../src/cli/options.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { EXIT } from '../../src/core/errors.ts';
import { STOP_REASONS } from '../../src/core/schema/run.ts';
import { quietShell } from '../support/shell.ts';

async function help(...topic: readonly string[]): Promise<string> {
  const shell = quietShell();
  await buildProgram(shell).parseAsync(['help', ...topic], { from: 'user' });
  return shell.printed.join('\n');
}

describe('help', () => {
  it('lists the commands by what they are for, each once', async () => {
    const text = await help();
    expect([...text.matchAll(/^(\w+):$/gm)].map(([, heading]) => heading)).toEqual([
      ...['Options', 'Start', 'Measure', 'Inspect', 'Restore', 'Records', 'Help', 'Examples'],
    ]);
    const program = buildProgram(quietShell());
    // What the scripts of completion ask is not for people.
    const names = program
      .createHelp()
      .visibleCommands(program)
      .map((command) => command.name());
    expect(program.commands.length - names.length).toBe(1);
    expect(names.length).toBeGreaterThan(14);
    for (const name of names) expect(text.match(new RegExp(`^  ${name} `, 'gm')), name).toHaveLength(1);
  });

  it('of a command is what the command itself says', async () => {
    const { commands } = buildProgram(quietShell());
    for (const command of commands) {
      const text = await help(command.name());
      expect(text).toContain(command.helpInformation().trimEnd());
    }
  });

  it('on exit codes has a line for each that there is', async () => {
    const text = await help('exit-codes');
    const codes = [...text.matchAll(/^ +(\d+) {2}\S.*$/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
    for (const reason of STOP_REASONS) expect(codes).toContain(exitCodeOf(reason, null));
    expect(text).not.toContain('undefined');
  });

  it('on the environment has a line for each setting', async () => {
    const text = await help('environment');
    for (const { envVar, description } of settings()) {
      expect(text).toMatch(new RegExp(`^  ${envVar} +${description.replaceAll(/[[\]+().|]/g, '\\$&')}$`, 'm'));
    }
    expect(text).toMatch(/^ {2}NO_COLOR/m);
  });

  it('on something unknown names what is near', async () => {
    await expect(help('exitcodes')).rejects.toMatchObject({ code: 'usage', hint: 'Did you mean exit-codes?' });
    await expect(help('imrpove')).rejects.toMatchObject({ hint: 'Did you mean improve?' });
    await expect(help('toString')).rejects.toMatchObject({ code: 'usage' });
  });
});
