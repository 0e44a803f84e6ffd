import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { descendants, endMarked, MARKER_VARIABLE, processesNow, sendSignal } from '../../src/platform/sweep.ts';
import { compile } from './compile.ts';
import { isRunning, program } from './programs.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();
const run = `sweep-test-${process.pid}`;
const started: ChildProcess[] = [];

/** Starts a program that prints a line when it is ready, in a session of its own and with a marker. */
async function start(marker: string, name = 'hang', args: readonly string[] = []): Promise<ChildProcess> {
  const env = { PATH: process.env.PATH ?? '', [MARKER_VARIABLE]: marker };
  const child = spawn(program(name), args, { env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

describe.skipIf(process.platform !== 'linux')('the sweep by marker', () => {
  it('ends the processes of one call and of no other', async () => {
    const one = await start(`${run}/1`);
    const ten = await start(`${run}/10`);
    expect(await endMarked(`${run}/1`)).toBe(1);
    expect(await isRunning(one.pid ?? 0)).toBe(false);
    expect(await isRunning(ten.pid ?? 0)).toBe(true);
  });

  it('ends the processes of a whole run, stubborn ones and children too', async () => {
    const children = await start(`${run}/1`, 'leave-children', ['stay']);
    const stubborn = await start(`${run}/2`, 'hang', ['stubborn']);
    expect(await endMarked(run, { graceMs: 200 })).toBe(4);
    expect(await isRunning(children.pid ?? 0)).toBe(false);
    expect(await isRunning(stubborn.pid ?? 0)).toBe(false);
  });

  it('finds nothing where nothing is marked', async () => {
    expect(await endMarked(`${run}-none`)).toBe(0);
  });

  it('passes over those that were there earlier, but not over a later one with the id of one that was', async () => {
    const old = await start(`${run}/1`);
    const earlier = processesNow();
    const [later, reborn] = [await start(`${run}/1`), await start(`${run}/1`)];
    const mistaken = new Map([...earlier, [reborn.pid ?? 0, earlier.get(old.pid ?? 0) ?? null]]);
    expect(await endMarked(`${run}/1`, { earlier: mistaken })).toBe(2);
    expect(await Promise.all([old, later, reborn].map(({ pid }) => isRunning(pid ?? 0)))).toEqual([true, false, false]);
    expect(await endMarked(`${run}/1`)).toBe(1);
  });

  it('spares ourselves and the processes above us', () => {
    const marker = `${run}/above`;
    const module = compile('platform/sweep', folder());
    const sweep = `const { endMarked } = await import('${module}'); console.log(await endMarked('${marker}'));`;
    const script = 'sleep 60 >&2 & "$0" --input-type=module -e "$1"; echo still here';
    const env = { ...process.env, [MARKER_VARIABLE]: marker };
    const said = execFileSync('sh', ['-c', script, process.execPath, sweep], { env, encoding: 'utf8' });
    expect(said).toBe('1\nstill here\n');
  });
});

it('the tree below a process is found by its ids', async () => {
  const child = await start(`${run}/tree`, 'leave-children', ['stay']);
  const below = await descendants(child.pid ?? 0);
  expect(below).toHaveLength(2);
  for (const pid of below) sendSignal(pid, 'SIGKILL');
});

it('a signal to a process that is gone is no error', async () => {
  const child = await start(`${run}/gone`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(() => sendSignal(child.pid ?? 0, 'SIGTERM')).not.toThrow();
});
