import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/main.ts';
import type { Shell } from '../../src/cli/shell.ts';
import { tellError } from '../../src/cli/tell-error.ts';
import { useTempFolder } from '../platform/temp.ts';
import { quietShell } from '../support/shell.ts';

const temp = useTempFolder();

/** What is said on standard error, line by line; without a terminal where `columns` is null. */
async function saidTo(columns: number | null, tell: (shell: Shell) => Promise<void>): Promise<readonly string[]> {
  const errors = Object.assign(new PassThrough(), { isTTY: columns !== null });
  const shell = { ...quietShell(temp()), errors: errors as unknown as NodeJS.WriteStream, liveColumns: columns ?? 80 };
  await tell(shell);
  return shell.reported.flatMap((text) => text.split('\n'));
}

const LONG = 'error: "nonsense" is no iteration of this run, nor any of its versions.';

describe('what went wrong', () => {
  it('is broken at blanks on a terminal, each line within its indent', async () => {
    expect(
      await saidTo(40, (shell) => tellError(shell, `${LONG}\n  Name its number or version, such as 2 or v2.`)),
    ).toEqual([
      'error: "nonsense" is no iteration of',
      'this run, nor any of its versions.',
      '  Name its number or version, such as 2',
      '  or v2.',
    ]);
  });

  it('is one line where there is no terminal', async () => {
    expect(await saidTo(null, (shell) => tellError(shell, LONG))).toEqual([LONG]);
  });

  it.each([
    ['a mistake of the user', ['show', 'nonsense']],
    ['an unknown flag', ['improve', '--iteration-limit-that-there-is-not', 'and a value of which there is no need']],
    ['a flag with a bad value', ['improve', '--retries=many of them, as many as are needed']],
    ['a missing argument', ['show']],
  ])('is said once, the same words with a terminal and without one: %s', async (_what, argv) => {
    const off = await saidTo(null, (shell) => run(argv, shell));
    const on = await saidTo(30, (shell) => run(argv, shell));
    expect(off.filter((line) => line.startsWith('error: '))).toHaveLength(1);
    expect(on.join(' ').split(/\s+/)).toEqual(off.join(' ').split(/\s+/));
    for (const line of on) expect(line.length <= 30 || !line.trim().includes(' '), line).toBe(true);
  });

  it('is no error where the help is shown instead', async () => {
    const lines = await saidTo(null, (shell) => run(['export'], shell));
    expect(lines[0]).toMatch(/^Usage: skillratchet export/);
    expect(lines.join('\n')).not.toContain('outputHelp');
  });
});
