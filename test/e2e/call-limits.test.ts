import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noBwrap } from '../support/bwrap.ts';
import { measureWith, planScene, trialText } from '../support/misbehaviour.ts';
import { readJson } from '../support/workspace-files.ts';

const FLAGS = ['--timeout', '60', '--call-limit', 'memory=400MB,processes=12,scratch=50MB,cpu=2s'];

/** Whether the processes of a call can be told apart here. */
const onLinux = process.platform === 'linux';

async function taking(what: string, more: readonly string[] = []) {
  const scene = await planScene(onTestFinished);
  const ended = await measureWith('takes-too-much', scene, { flags: [...FLAGS, ...more], env: { TAKE: what } });
  const trial = join(scene.workspace, 'iteration-0', 'eval-1');
  return { scene, ended, trial, record: await readJson(trial, 'trial.json') };
}

/** The scene itself fails when a process is left. */
describe('an executor that takes too much', () => {
  it.runIf(onLinux).for([
    ['memory', /^used \d+ MB of memory, and 400 MB are allowed \(--call-limit memory\)$/],
    ['processes', /^used \d+ processes at a time, and 12 processes are allowed \(--call-limit processes\)$/],
    ['scratch', /^used \d+ MB in its folders, and 50 MB are allowed \(--call-limit scratch\)$/],
    ['cpu', /^used [\d.]+ s of processor time, and 2 s are allowed \(--call-limit cpu\)$/],
  ] as const)('of %s has no score and says so', async ([what, message]) => {
    const { ended, trial, record } = await taking(what);
    expect(ended.code).toBe(6);
    expect(ended.stderr).toContain('\niteration 0  eval 1  agent_error (limit), not measured\n');
    expect(record).toMatchObject({ outcome: 'agent_error', error: { kind: 'limit' } });
    expect(record.error.message).toMatch(message);
    expect(await readdir(trial)).not.toContain('grading.json');
  });

  it('of the disk, and has finished before anybody looked, has no score either', async () => {
    const { scene, record } = await taking('left');
    expect(record.error).toMatchObject({ kind: 'limit', message: expect.stringContaining('60 MB in its folders') });
    expect(await trialText(scene, 'transcript.md')).toContain('- end: failed (limit)');
  });

  it.skipIf(noBwrap !== null)('is ended behind a wall too', async () => {
    for (const what of ['memory', 'processes']) {
      const { record } = await taking(what, ['--sandbox', 'bwrap']);
      expect(record.error).toMatchObject({ kind: 'limit' });
    }
  });
});

it('without limits everything may be taken, and the run keeps to what it began with', async () => {
  const scene = await planScene(onTestFinished);
  const none = ['memory', 'processes', 'scratch', 'cpu'].flatMap((name) => ['--call-limit', `${name}=none`]);
  const ended = await measureWith('takes-too-much', scene, { flags: none, env: { TAKE: 'left' } });
  expect(ended.code).toBe(0);
  const { config } = JSON.parse(await readFile(join(scene.workspace, 'run.json'), 'utf8'));
  expect(config.call_limits).toEqual({ memory: null, processes: null, scratch: null, cpu: null });
  const again = await measureWith('takes-too-much', scene, { flags: FLAGS.slice(2), env: { TAKE: 'left' } });
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('begun with call_limits {"memory":null') });
});
