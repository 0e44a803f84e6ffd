import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { page } from '../../src/cli/pager.ts';
import { exists } from '../../src/platform/exists.ts';
import { useTempFolder } from '../platform/temp.ts';
import { quietShell } from '../support/shell.ts';

const temp = useTempFolder();
/** More than any terminal has. */
const LONG = Array.from({ length: 5000 }, (_, index) => `line ${index}`).join('\n');

/** A pager that writes down its arguments, LESS and what it is given. */
async function pager(text: string, mode = 0o755): Promise<string> {
  const path = join(temp(), 'pager');
  await writeFile(path, `#!/bin/sh\ncd '${temp()}'\n${text}\n`);
  await chmod(path, mode);
  return path;
}

/** Pages a text for a person on a terminal of 80 columns; what was printed without the pager. */
async function paged(text: string, PAGER: string | undefined, isTTY = true): Promise<readonly string[]> {
  const shell = quietShell();
  await page({ ...shell, columns: 80, input: { isTTY }, environment: { PAGER } }, text);
  return shell.printed;
}

const written = (name: string) => readFile(join(temp(), name), 'utf8');

describe('what fits on no screen', () => {
  it('goes through the pager that the person named, with its arguments', async () => {
    const program = await pager('echo "$@" > arguments; echo "$LESS" > less; cat > text');
    expect(await paged(LONG, `  ${program} -x  --long `)).toEqual([]);
    expect(await written('text')).toBe(`${LONG}\n`);
    expect(await written('arguments')).toBe('-x --long\n');
    expect((await written('less')).trim()).toBe(process.env.LESS ?? 'FRX');
  });

  it('is printed where there is no such program, or none that can be run', async () => {
    expect(await paged(LONG, join(temp(), 'nowhere'))).toEqual([LONG]);
    expect(await paged(LONG, await pager('cat > text', 0o644))).toEqual([LONG]);
    expect(await exists(join(temp(), 'text'))).toBe(false);
  });

  it('has been read enough by whoever leaves early, whatever the pager says of that', async () => {
    expect(await paged(LONG.repeat(20), await pager('head -1 > text; exit 3'))).toEqual([]);
    expect(await written('text')).toBe('line 0\n');
  });

  it('is printed where nobody reads it on a terminal', async () => {
    const program = await pager('cat > text');
    expect(await paged(LONG, program, false)).toEqual([LONG]);
    expect(await exists(join(temp(), 'text'))).toBe(false);
  });
});
