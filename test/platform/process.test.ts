import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ProcessEnd, type ProcessSpec, runProcess } from '../../src/platform/process.ts';
import { endMarked } from '../../src/platform/sweep.ts';
import { compile } from './compile.ts';
import { isRunning, program } from './programs.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();
const onLinux = it.skipIf(process.platform !== 'linux');

interface Ran extends ProcessEnd {
  readonly lines: readonly string[];
}

let calls = 0;

/** Runs a program with defaults and checks what holds for every end: nothing marked lives, no listener is left. */
async function run(spec: Partial<ProcessSpec>): Promise<Ran> {
  calls += 1;
  const marker = `process-test-${process.pid}/${calls}`;
  const signal = spec.signal ?? new AbortController().signal;
  const lines: string[] = [];
  const end = await runProcess({
    file: program('exit'),
    args: [],
    cwd: folder(),
    env: { PATH: process.env.PATH ?? '' },
    marker,
    input: '',
    timeoutMs: 20_000,
    signal,
    onLine: (line) => lines.push(line),
    ...spec,
  });
  expect(await endMarked(marker)).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  return { ...end, lines };
}

describe('a process that ends by itself', () => {
  it('gives its code, its lines and its standard error', async () => {
    const end = await run({ args: ['3'] });
    expect(end).toMatchObject({ type: 'exited', exitCode: 3, killedBy: null, startError: null });
    expect(end).toMatchObject({ lines: ['out'], stderr: 'err\n' });
  });

  it('can be talked to while it runs, until its input is closed', async () => {
    let stdin: Writable | null = null;
    const heard: string[] = [];
    const end = await run({
      file: '/bin/cat',
      input: (open) => {
        stdin = open;
        open.write('one\n');
      },
      onLine(line) {
        heard.push(line);
        if (line === 'one') stdin?.write('two\n');
        else stdin?.end();
      },
    });
    expect(end).toMatchObject({ type: 'exited', exitCode: 0 });
    expect(heard).toEqual(['one', 'two']);
  });

  it('leaves no timer behind, which would keep us from ending', () => {
    const call = { file: 'true', args: [], cwd: folder(), env: { PATH: process.env.PATH }, marker: 'm', input: '' };
    const script = `
      const { runProcess } = await import('${compile('platform/process', folder())}');
      const { signal } = new AbortController();
      const end = await runProcess({ ...${JSON.stringify(call)}, timeoutMs: 60_000, signal, onLine() {} });
      console.log(end.type, process.getActiveResourcesInfo().filter((name) => name === 'Timeout'));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(said).toBe('exited []\n');
  });

  it('gives the signal that ended it', async () => {
    const end = await run({ file: 'sh', args: ['-c', 'kill -9 $$'] });
    expect(end).toMatchObject({ type: 'exited', exitCode: null, killedBy: 'SIGKILL' });
  });

  it('gets its whole input, its folder, and only the given environment and the marker', async () => {
    const end = await run({ file: program('echo'), input: 'é'.repeat(150_000) });
    expect(end.lines).toEqual(['300000', folder(), 'PATH SKILLRATCHET_MARKER']);
  });

  it('may leave a large input unread', async () => {
    const end = await run({ file: program('deaf'), input: 'x'.repeat(300_000) });
    expect(end).toMatchObject({ type: 'exited', exitCode: 0, lines: ['done'] });
  });

  it('may cut characters over its writes and send invalid UTF-8', async () => {
    const end = await run({ file: program('bytes'), args: ['61f09f', '9880', 'ff0a', 'c3'] });
    expect(end.lines).toEqual(['a😀\uFFFD', '\uFFFD']);
  });

  it.each([
    ['in lines', ['100', 'lines'], 102_402],
    ['without a line end', ['100'], 2],
  ])('may flood us %s', async (_, args, count) => {
    const before = process.memoryUsage().rss;
    let peak = before;
    let lines = 0;
    let longest = 0;
    const end = await run({
      file: program('flood'),
      args,
      onLine(line) {
        lines += 1;
        longest = Math.max(longest, line.length);
        if (lines % 1000 === 1) peak = Math.max(peak, process.memoryUsage().rss);
      },
    });
    expect(end).toMatchObject({ type: 'exited', exitCode: 0 });
    expect(lines).toBe(count);
    expect(longest).toBe(count === 2 ? 1024 * 1024 : 1023);
    expect(end.stderr).toHaveLength(64 * 1024);
    expect(end.stderr).toMatch(/x\n+last\n$/);
    expect(Math.max(peak, process.memoryUsage().rss) - before).toBeLessThan(100 * 1024 * 1024);
  });

  onLinux('takes the children it left with it, wherever they are, and though they hold its output', async () => {
    const end = await run({ file: program('leave-children') });
    expect(end).toMatchObject({ type: 'exited', exitCode: 0 });
    expect(end.lines).toHaveLength(2);
    expect(await Promise.all(end.lines.map(Number).map(isRunning))).toEqual([false, false]);
  });

  it('is not waited for when a child that cannot be found holds its output', async () => {
    const end = await run({ file: program('leave-children'), args: ['unmarked'] });
    const [near, far] = end.lines.map(Number);
    expect(end).toMatchObject({ type: 'exited', exitCode: 0 });
    expect(await isRunning(near ?? 0)).toBe(false);
    expect(await isRunning(far ?? 0)).toBe(true);
    process.kill(far ?? 0, 'SIGKILL');
  });
});

/** Runs a program and aborts the call at its first line. */
async function runUntilReady(spec: Partial<ProcessSpec>): Promise<Ran> {
  const stop = new AbortController();
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    stop.abort();
  };
  return { ...(await run({ ...spec, signal: stop.signal, onLine })), lines };
}

describe('a process that hangs', () => {
  it('is ended at the time-out', async () => {
    const end = await run({ file: program('hang'), timeoutMs: 200 });
    expect(end).toMatchObject({ type: 'timeout', exitCode: null, killedBy: 'SIGTERM' });
  });

  it('is ended when the signal is aborted', async () => {
    const end = await runUntilReady({ file: program('hang') });
    expect(end).toMatchObject({ type: 'aborted', killedBy: 'SIGTERM', lines: ['ready'] });
  });

  it('is killed when it ignores SIGTERM', async () => {
    const end = await runUntilReady({ file: program('hang'), args: ['stubborn'], graceMs: 200 });
    expect(end).toMatchObject({ type: 'aborted', killedBy: 'SIGKILL', lines: ['ready', 'no'] });
  });

  it('was aborted even if it then exits with 0', async () => {
    const end = await runUntilReady({ file: program('hang'), args: ['tidy'] });
    expect(end).toMatchObject({ type: 'aborted', exitCode: 0, lines: ['ready', 'tidied up'] });
  });

  it('is ended with its children', async () => {
    const end = await runUntilReady({ file: program('leave-children'), args: ['stay'] });
    expect(end.lines).toHaveLength(2);
    expect(await Promise.all(end.lines.map(Number).map(isRunning))).toEqual([false, false]);
  });

  it('may be given more time than a timer can count', async () => {
    expect(await run({ args: ['0'], timeoutMs: Number.POSITIVE_INFINITY })).toMatchObject({ type: 'exited' });
  });
});

describe('a process that cannot start', () => {
  it.each<[string, () => Partial<ProcessSpec>]>([
    ['ENOENT', () => ({ file: 'no-such-program' })],
    ['ENOENT', () => ({ cwd: `${folder()}/missing` })],
    ['EACCES', () => ({ file: folder() })],
    ['E2BIG', () => ({ args: ['x'.repeat(3_000_000)] })],
  ])('is reported: %s', async (code, spec) => {
    const end = await run(spec());
    expect(end).toMatchObject({ type: 'not_started', exitCode: null, killedBy: null, startError: { code } });
    expect(end.startError?.message).toMatch(/could not be started in .*: /);
  });

  it('is reported when its interpreter is missing', async () => {
    const file = `${folder()}/script`;
    await writeFile(file, '#!/no/such/interpreter\n');
    await chmod(file, 0o755);
    expect(await run({ file })).toMatchObject({ type: 'not_started', startError: { code: 'ENOENT' } });
  });

  it('is not even tried when the signal is aborted already', async () => {
    const end = await run({ file: 'no-such-program', signal: AbortSignal.abort() });
    expect(end).toMatchObject({ type: 'aborted', exitCode: null, startError: null });
  });
});

it('twelve processes share one signal without a warning', async () => {
  const warnings: unknown[] = [];
  const note = (warning: unknown): unknown => warnings.push(warning);
  process.on('warning', note);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 200);
  const ends = await Promise.all(
    Array.from({ length: 12 }, (_, call) =>
      runProcess({
        file: 'sleep',
        args: ['60'],
        cwd: folder(),
        env: { PATH: process.env.PATH ?? '' },
        marker: `shared-${process.pid}/${call}`,
        input: '',
        timeoutMs: 20_000,
        signal: stop.signal,
        onLine: () => undefined,
      }),
    ),
  );
  process.off('warning', note);
  expect(ends.map(({ type }) => type)).toEqual(Array(12).fill('aborted'));
  expect(warnings).toEqual([]);
});
