import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programParts } from '../../src/platform/program-parts.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();
const at = (...parts: string[]) => join(folder(), ...parts);

async function program(path: string, text = ''): Promise<string> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text, { mode: 0o755 });
  return at(path);
}

/** The parts of a program, relative to the folder of the test, which stands for a home. */
async function partsOf(path: string, hidden: readonly string[] = []): Promise<readonly string[]> {
  const around = { path: at('bin'), home: folder(), hidden: hidden.map((one) => at(one)) };
  return (await programParts(at(path), around)).map((part) => part.slice(folder().length + 1));
}

describe('what a program needs to start', () => {
  it('is its folder', async () => {
    await program('agents/mine/run');
    expect(await partsOf('agents/mine/run')).toEqual(['agents/mine']);
  });

  it('is the folder of every link to it, and all packages that it came with', async () => {
    await program('lib/node_modules/client/dist/cli.js');
    await mkdir(at('bin'));
    await mkdir(at('shims'));
    await symlink('../lib/node_modules/client/dist/cli.js', at('shims', 'client'));
    await symlink('../shims/client', at('bin', 'client'));
    expect(await partsOf('bin/client')).toEqual(['bin', 'shims', 'lib/node_modules']);
  });

  it.each(['#!/usr/bin/env tool', '#!/usr/bin/env -S tool --flag'])('is the interpreter too: %s', async (line) => {
    await program('agents/mine/run', `${line}\n`);
    await program('bin/tool');
    expect(await partsOf('agents/mine/run')).toEqual(['agents/mine', 'bin']);
  });

  it('is the file alone where its folder opens a way to the home', async () => {
    await program('run');
    expect(await partsOf('run')).toEqual(['run']);
  });

  it('is the file alone where its folder opens a way to something hidden, or lies in it', async () => {
    await program('project/run');
    expect(await partsOf('project/run', ['project/skill'])).toEqual(['project/run']);
    expect(await partsOf('project/run', ['project'])).toEqual(['project/run']);
  });
});
