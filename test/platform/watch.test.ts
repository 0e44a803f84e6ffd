import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { folderBytes } from '../../src/platform/folder-bytes.ts';
import { MARKER_VARIABLE, processesNow } from '../../src/platform/sweep.ts';
import { useOfMarked } from '../../src/platform/use-of-marked.ts';
import { watchCall } from '../../src/platform/watch.ts';
import { writeTree } from '../support/write-tree.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();
const NONE = { memory: null, processes: null, scratch: null, cpu: null };

describe('the bytes of folders', () => {
  it('are those of all files below them, a sparse file as large as it seems, links not followed', async () => {
    await writeTree(folder(), { 'a/one': 'x'.repeat(10), 'a/b/two': 'x'.repeat(5), 'c/three': 'x' });
    await symlink(`${folder()}/a/one`, `${folder()}/c/link`);
    expect(await folderBytes([`${folder()}/a`, `${folder()}/c`], 1e6)).toBe(16);
    await truncate(`${folder()}/c/three`, 5e9);
    expect(await folderBytes([`${folder()}/c`], 1e12)).toBe(5e9);
  });

  it('are counted until they are enough, and are none where nothing is', async () => {
    await writeTree(folder(), { 'a/one': 'x'.repeat(10), two: 'x'.repeat(20) });
    expect(await folderBytes([folder()], 5)).toBeGreaterThan(5);
    expect(await folderBytes([`${folder()}/gone`], 5)).toBe(0);
  });
});

describe.runIf(process.platform === 'linux')('what marked processes use', () => {
  it('is told for each marker, those below it included', async () => {
    const earlier = processesNow();
    const marked = ['w1/a', 'w1/a/below', 'w1/b', 'w1/other'].map((marker) =>
      spawn('sleep', ['60'], { env: { PATH: process.env.PATH, [MARKER_VARIABLE]: marker } }),
    );
    await Promise.all(marked.map((child) => once(child, 'spawn')));
    const uses = await useOfMarked(['w1/a', 'w1/b', 'w1/c'], earlier);
    expect([...uses].map(([marker, { processes }]) => [marker, processes])).toEqual([
      ['w1/a', 2],
      ['w1/b', 1],
      ['w1/c', 0],
    ]);
    expect(uses.get('w1/a')?.memory).toBeGreaterThan(0);
    expect((await useOfMarked(['w1/a'], processesNow())).get('w1/a')?.processes).toBe(0);
    for (const child of marked) child.kill('SIGKILL');
    await Promise.all(marked.map((child) => once(child, 'close')));
  });
});

describe('a watch', () => {
  it('finds at its end what the folders hold, and has ended nothing before', async () => {
    const watch = watchCall({ marker: 'w2', folders: [folder()], limits: { ...NONE, scratch: 5 } });
    await writeFile(`${folder()}/file`, 'x'.repeat(6));
    expect(await watch.stop()).toEqual({ limit: 'scratch', allowed: 5, used: 6 });
  });

  it('finds nothing where nothing is limited', async () => {
    await writeFile(`${folder()}/file`, 'x'.repeat(6));
    const watch = watchCall({ marker: 'w3', folders: [folder()], limits: NONE });
    expect(await watch.stop()).toBeNull();
    expect(watch.signal.aborted).toBe(false);
  });

  it.runIf(process.platform === 'linux')('ends all processes of its call at once, and those of no other', async () => {
    const start = (marker: string) =>
      spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 1; done'], {
        detached: true,
        env: { PATH: process.env.PATH, [MARKER_VARIABLE]: marker },
      });
    const watch = watchCall({ marker: 'w4/a', folders: [], limits: { ...NONE, processes: 1 } });
    const [one, other] = [start('w4/a'), start('w4/b')];
    const ends = once(one, 'close');
    await once(watch.signal, 'abort');
    expect(await ends).toEqual([null, 'SIGKILL']);
    expect(await watch.stop()).toMatchObject({ limit: 'processes', allowed: 1 });
    expect(other.exitCode).toBeNull();
    process.kill(-(other.pid ?? 0), 'SIGKILL');
    await once(other, 'close');
  });
});
