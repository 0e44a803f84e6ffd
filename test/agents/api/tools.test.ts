import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { toolsFor } from '../../../src/agents/api/tools/toolbox.ts';
import { type Used, useTool } from '../../../src/agents/api/tools/use.ts';
import { workplaceOf } from '../../../src/agents/api/workplace.ts';
import { makeTrialFolder } from '../../support/trial-folder.ts';

interface Scene {
  readonly cwd: string;
  use(name: string, input: unknown): Promise<Used>;
}

async function setScene(): Promise<Scene> {
  const folder = await makeTrialFolder();
  const call = folder.call({ role: 'executor' });
  const place = workplaceOf(call, {
    environment: { PATH: process.env.PATH, HOME: '/home/ann', SECRET: 'x', MY_KEY: 'x' },
    secrets: ['MY_KEY'],
    signal: call.signal,
    remaining: () => 10_000,
  });
  return {
    cwd: folder.cwd,
    use: (name, input) => {
      const tool = toolsFor('executor').find((one) => one.name === name);
      if (tool === undefined) throw new Error(`no tool ${name}`);
      return useTool(tool, input, place);
    },
  };
}

describe('read', () => {
  test('gives a text, or the rest of it from a line on', async () => {
    const { cwd, use } = await setScene();
    await writeFile(join(cwd, 'a.txt'), 'one\ntwo\nthree');
    expect((await use('read', { path: 'a.txt' })).output).toBe('one\ntwo\nthree');
    expect((await use('read', { path: 'a.txt', from_line: 2 })).output).toBe('two\nthree');
  });

  test('cuts what is long, says where, and can go on from there', async () => {
    const { cwd, use } = await setScene();
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index + 1}`);
    await writeFile(join(cwd, 'long.txt'), lines.join('\n'));
    const { output } = await use('read', { path: 'long.txt' });
    const line = Number(/\[cut here, in line (\d+)\]$/.exec(output)?.[1]);
    expect(output.length).toBeLessThan(70_000);
    expect((await use('read', { path: 'long.txt', from_line: line })).output).toContain(`line ${line}\n`);
  });

  test('tells of a file that is no text only how large it is', async () => {
    const { cwd, use } = await setScene();
    await writeFile(join(cwd, 'a.png'), Buffer.from([137, 80, 78, 71, 0, 1]));
    expect((await use('read', { path: 'a.png' })).output).toBe('[a.png is no text file: 6 bytes]');
  });

  test('follows no link out of the folder', async () => {
    const { cwd, use } = await setScene();
    await symlink('/etc/passwd', join(cwd, 'users'));
    expect(await use('read', { path: 'users' })).toMatchObject({ isError: true, isDenied: true });
    expect(await use('read', { path: '/etc/passwd' })).toMatchObject({ isError: true, isDenied: true });
  });
});

describe('edit', () => {
  test.each([
    ['stands there twice', 'a', 'old stands in a.txt 2 times'],
    ['does not stand there', 'c', 'old does not stand in a.txt'],
  ])('changes nothing where the passage %s', async (_, old, message) => {
    const { cwd, use } = await setScene();
    await writeFile(join(cwd, 'a.txt'), 'a b a');
    const { output, isError } = await use('edit', { path: 'a.txt', old, new: 'x' });
    expect(isError).toBe(true);
    expect(output).toContain(message);
    expect((await use('read', { path: 'a.txt' })).output).toBe('a b a');
  });

  test('takes the new passage as it is', async () => {
    const { cwd, use } = await setScene();
    await writeFile(join(cwd, 'a.txt'), 'a b c');
    await use('edit', { path: 'a.txt', old: 'b', new: '$& $1' });
    expect((await use('read', { path: 'a.txt' })).output).toBe('a $& $1 c');
  });
});

describe('list and grep', () => {
  test('name files below a folder, and links without following them', async () => {
    const { cwd, use } = await setScene();
    await mkdir(join(cwd, 'b'));
    await writeFile(join(cwd, 'b/c.txt'), 'needle\n');
    await symlink('/etc', join(cwd, 'out'));
    expect((await use('list', {})).output).toBe('b (folder)\nb/c.txt\nout (link)');
    expect((await use('grep', { pattern: 'needle|root' })).output).toBe(`${cwd}/b/c.txt:1:needle`);
    expect((await use('grep', { pattern: '-e x' })).output).toBe('[no line matches]');
    expect(await use('grep', { pattern: '(' })).toMatchObject({ isError: true });
  });
});

describe('shell', () => {
  test('has an environment of its own, and says how a command failed', async () => {
    const { use } = await setScene();
    const { output, isError } = await use('shell', { command: 'env; echo no >&2; exit 3' });
    expect(isError).toBe(true);
    expect(output).toMatch(/no\n\[exit code 3\]$/);
    expect(output).not.toMatch(/SECRET|MY_KEY|home\/ann/);
  });

  test('ends what takes too long, and keeps little of what floods', async () => {
    const { use } = await setScene();
    const slow = await use('shell', { command: 'echo begun; sleep 60', timeout_seconds: 0.3 });
    expect(slow).toMatchObject({ isError: true, output: 'begun\n[ended: it took too long]' });
    const loud = await use('shell', { command: 'yes | head -c 3000000' });
    expect(loud.output.length).toBeLessThan(70_000);
    expect(loud.output).toMatch(/\[the rest of the output is not kept\]$/);
  });
});
