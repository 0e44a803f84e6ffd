import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { acquireLock } from '../../src/platform/lock.ts';
import { readStat } from '../../src/platform/proc.ts';
import { compile } from './compile.ts';
import { program } from './programs.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();
const path = (): string => `${folder()}/lock`;
const clock = { now: () => Date.UTC(2025, 0, 15, 10, 30), elapsed: () => 0, sleep: async () => undefined };

/** The lock of a process that is gone, unless told otherwise. */
async function writeLock(fields: Record<string, unknown> = {}): Promise<void> {
  const pid = await endedProcess();
  const lock = { schema_version: 1, pid, host: hostname(), process_started: '1', started_at: 'then', ...fields };
  await writeFile(path(), JSON.stringify(lock));
}

async function endedProcess(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function holder(): Promise<unknown> {
  return JSON.parse(await readFile(path(), 'utf8')).pid;
}

describe('the lock', () => {
  it('names its holder, and nothing else is left in the folder', async () => {
    await acquireLock(path(), clock);
    expect(await readdir(folder())).toEqual(['lock']);
    expect(JSON.parse(await readFile(path(), 'utf8'))).toEqual({
      schema_version: 1,
      pid: process.pid,
      host: hostname(),
      process_started: (await readStat(process.pid))?.started ?? null,
      started_at: '2025-01-15T10:30:00+00:00',
    });
  });

  it('is refused while a live process holds it', async () => {
    await acquireLock(path(), clock);
    await expect(acquireLock(path())).rejects.toMatchObject({
      code: 'locked',
      message: `Process ${process.pid} on ${hostname()} holds ${path()} since 2025-01-15T10:30:00+00:00.`,
    });
    expect(await readdir(folder())).toEqual(['lock']);
  });

  it('is free again once released', async () => {
    await (await acquireLock(path())).release();
    expect(await readdir(folder())).toEqual([]);
    await acquireLock(path());
  });

  it('is not removed by one who no longer holds it', async () => {
    const lock = await acquireLock(path());
    await writeLock();
    await lock.release();
    expect(await readdir(folder())).toEqual(['lock']);
    await (await acquireLock(path())).release();
    await lock.release();
  });

  it('is taken over from a process that is gone', async () => {
    await writeLock();
    await acquireLock(path());
    expect(await holder()).toBe(process.pid);
    expect(await readdir(folder())).toEqual(['lock']);
  });

  it.skipIf(process.platform !== 'linux')('is taken over when its pid belongs to a later process', async () => {
    await writeLock({ pid: process.ppid });
    await acquireLock(path());
    expect(await holder()).toBe(process.pid);
  });

  it('is taken over though an earlier take-over was killed half-way', async () => {
    await writeLock();
    await writeFile(`${path()}.takeover`, await readFile(path()));
    await acquireLock(path());
    expect(await readdir(folder())).toEqual(['lock']);
  });

  it('takes away what killed processes left of their tries, and no other', async () => {
    const tries = [
      `lock.${hostname()}.${await endedProcess()}.a-b`,
      `lock.takeover.${hostname()}.${await endedProcess()}.a.7`,
    ];
    const others = [`lock.${hostname()}.${process.ppid}.c-d`, 'lock.elsewhere.1.e-f', 'locksmith'];
    for (const name of [...tries, ...others]) await writeFile(`${folder()}/${name}`, '');
    await acquireLock(path());
    expect((await readdir(folder())).sort()).toEqual(['lock', ...others].sort());
  });

  it('is refused when it is of another host, with the file to remove', async () => {
    await writeLock({ host: 'elsewhere' });
    const hint = `Wait for that process; if it is surely gone, remove ${path()}.`;
    await expect(acquireLock(path())).rejects.toMatchObject({ code: 'locked', hint });
  });

  it('is refused with a sentence when its folder was taken away', async () => {
    const gone = `${folder()}/gone/lock`;
    await expect(acquireLock(gone)).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining(`${folder()}/gone was taken away by another process.`),
    });
  });

  it.each(['', '{"pid": 1', '{"schema_version": 2}', '[]'])('is refused when its file holds %j', async (text) => {
    await writeFile(path(), text);
    await expect(acquireLock(path())).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining(path()),
      hint: expect.stringContaining(`remove ${path()}`),
    });
    expect(await readFile(path(), 'utf8')).toBe(text);
  });
});

describe('of eight starters that race for a lock', () => {
  it.each([
    ['that is free', async () => undefined],
    ['that a dead process left', () => writeLock()],
  ])('%s exactly one wins', async (_, prepare) => {
    const module = compile('platform/lock', folder());
    const before = await readdir(folder());
    await prepare();
    const starters = Array.from({ length: 8 }, () => starter(module));
    await Promise.all(starters.map((child) => once(child.stdout, 'data')));
    const answers = starters.map(async (child) => {
      child.stdin.write('go\n');
      const [answer] = await once(child.stdout, 'data');
      return String(answer).trim();
    });
    const results = await Promise.all(answers);
    expect(results.sort()).toEqual([...Array(7).fill('locked'), 'won']);
    expect((await readdir(folder())).sort()).toEqual([...before, 'lock'].sort());
    for (const child of starters) child.stdin.end();
    await Promise.all(starters.map((child) => once(child, 'exit')));
  });
});

function starter(module: string): ChildProcessByStdio<Writable, Readable, null> {
  return spawn(program('take-lock'), [module, path()], { stdio: ['pipe', 'pipe', 'inherit'] });
}
