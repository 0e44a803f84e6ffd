import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckedTrial } from '../../../src/evals/checks/port.ts';
import { commandsIn, runCheck } from '../../../src/evals/checks/registry.ts';
import { readProc } from '../../../src/platform/proc.ts';
import { stageExample } from '../../contract/check-examples.ts';
import { useTempFolder } from '../../platform/temp.ts';

const folder = useTempFolder();
const command = (line: string | readonly string[], more: object = {}) => ({
  type: 'shell_command',
  command: line,
  ...more,
});

async function trialWith(signal = new AbortController().signal): Promise<CheckedTrial> {
  const trial = await stageExample(folder(), { outputs: { 'a.txt': 'x', run: { run: '#!/bin/sh\necho ran\n' } } });
  return trial.commands === null ? trial : { ...trial, commands: { ...trial.commands, signal } };
}

async function processesMarked(marker: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (pid) => (await readProc(Number(pid), 'environ'))?.includes(marker)));
  return pids.filter((_, index) => found[index]);
}

describe('a command', () => {
  it('works on a copy of its own: the outputs stay as they are, and the next command sees them so', async () => {
    const trial = await trialWith();
    const spoil = command('echo more >> a.txt && rm run && touch new && ls | tr "\\n" " "', {
      expect_substring: 'a.txt new',
    });
    for (let times = 0; times < 2; times += 1) expect(await runCheck(spoil, trial)).toMatchObject({ passed: true });
    expect(await readFile(join(trial.outputs, 'a.txt'), 'utf8')).toBe('x');
    expect(await readdir(trial.outputs)).toEqual(['a.txt', 'run']);
  });

  it('may run an output, which keeps its mode', async () => {
    const result = await runCheck(command(['./run'], { expect_substring: 'ran' }), await trialWith());
    expect(result.passed).toBe(true);
  });

  it('sees the environment it is given, an empty home of its own, and nothing of ours', async () => {
    process.env.CHECK_TEST_SECRET = 'secret';
    const line = 'env > "$HOME/../env"; test "$HOME" = "$TMPDIR" && test -z "$(ls -A "$HOME")"';
    expect(await runCheck(command(line), await trialWith())).toMatchObject({ passed: true });
    delete process.env.CHECK_TEST_SECRET;
    const scratch = join(folder(), 'scratch');
    const [made = ''] = await readdir(scratch);
    const names = (await readFile(join(scratch, made, 'env'), 'utf8')).split('\n').map((entry) => entry.split('=')[0]);
    const ofShells = ['', 'PWD', 'OLDPWD', 'SHLVL', '_'];
    expect(names.filter((name) => !ofShells.includes(name ?? '')).sort()).toEqual([
      'HOME',
      'PATH',
      'SKILLRATCHET_MARKER',
      'TMPDIR',
    ]);
  });

  it.runIf(process.platform === 'linux')('leaves no process behind, whether it ends or runs out of time', async () => {
    const trial = await trialWith();
    const left = 'setsid sleep 60 >/dev/null 2>&1 & nohup sleep 60 >/dev/null 2>&1 &';
    expect(await runCheck(command(left), trial)).toMatchObject({ passed: true });
    expect(await runCheck(command(`${left} sleep 60`, { timeout: 0.3 }), trial)).toMatchObject({ undecided: true });
    expect(await processesMarked(trial.commands?.marker ?? 'none')).toEqual([]);
  });

  it('that floods is cut, not kept', async () => {
    const result = await runCheck(
      command('yes $(printf %1000s x | tr " " y) | head -c 20000000; echo end'),
      await trialWith(),
    );
    expect(result).toEqual({ passed: true, evidence: expect.stringContaining('exited with 0, saying "yyyy') });
    expect(result.evidence.length).toBeLessThan(300);
  });

  it('that is interrupted decides nothing', async () => {
    const stop = new AbortController();
    const running = runCheck(command('sleep 60'), await trialWith(stop.signal));
    setTimeout(() => stop.abort(), 100);
    await expect(running).rejects.toThrow('aborted');
  });

  it('is refused where commands are, with words for the person who did so', async () => {
    const trial = { ...(await trialWith()), commands: null };
    const refused = { code: 'refused', message: 'The check shell_command is refused here: "true".' };
    await expect(runCheck(command('true'), trial)).rejects.toMatchObject(refused);
    await expect(runCheck({ type: 'not', check: command('true') }, trial)).rejects.toMatchObject(refused);
  });

  it('can be seen in a suite before anything runs, inside other checks too', () => {
    expect(commandsIn(command('true'))).toEqual(['true']);
    const nested = { type: 'any_of', checks: [command('true'), { type: 'not', check: command(['ls', '-l']) }] };
    expect(commandsIn({ type: 'not', check: nested })).toEqual(['true', ['ls', '-l']]);
    expect(commandsIn({ type: 'all_of', checks: [{ type: 'file_exists', file: 'shell_command' }] })).toEqual([]);
    expect(commandsIn({ type: 'json_field_equals', file: 'a', path: 'x', expected: 'shell_command' })).toEqual([]);
  });
});
