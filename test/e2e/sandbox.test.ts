import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { noBwrap } from '../support/bwrap.ts';
import { type Ended, scripted } from '../support/cli.ts';
import { trialText } from '../support/misbehaviour.ts';
import { type Scene, setScene } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

/** Plants a treasure where no agent has any business; that of the evals stands in the workspace as well. */
async function treasures(): Promise<Scene> {
  const scene = await setScene();
  const file = join(scene.skill, 'evals', 'evals.json');
  const { evals } = await readJson(file);
  const [first] = evals;
  const expectations = [...first.expectations, 'TREASURE-EVALS is in no agent’s hands'];
  await writeFile(file, JSON.stringify({ evals: [{ ...first, expectations }] }));
  await mkdir(join(scene.root, 'home', '.ssh'));
  await writeFile(join(scene.root, 'home', '.ssh', 'id'), 'TREASURE-HOME');
  await writeFile(join(scene.root, 'diary'), 'TREASURE-DIARY');
  return scene;
}

function climb(scene: Scene, flags: readonly string[]): Promise<Ended> {
  const args = ['improve', 'plan', '--agent', scripted('greedy'), '--iterations', '1', '--retries', '0'];
  return scene.run([...args, '--env', 'SEARCH', ...flags], {
    env: { SEARCH: flags.length > 0 ? '/' : scene.root, PERSONS_NOTE: 'TREASURE-VARIABLE' },
  });
}

const foundBy = async (scene: Scene) => ({
  executor: (await trialText(scene, 'outputs/found.txt')).trim(),
  improver: (await readJson(join(scene.workspace, 'iteration-1', 'proposal.json'))).changelog,
});

describe('--print-sandbox', () => {
  it.each(['container', 'container:my/image:2', 'bwrap', 'none'])(
    'prints the command lines of %s and starts nothing',
    async (kind) => {
      const scene = await setScene();
      const flags = ['--agent', scripted('plan'), '--sandbox', kind, '--env', 'PLAN_CALL_LOG', '--print-sandbox'];
      const { code, stdout } = await scene.run(['improve', 'plan', ...flags]);
      expect(code).toBe(0);
      expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual(['executor', 'judge', 'improver', '']);
      expect(stdout).not.toContain('sealed');
      expect(await scene.calls()).toEqual([]);
      expect((await readdir(scene.root)).sort()).toEqual(['home', 'plan', 'tmp']);
    },
  );

  it('shows what is read-only, and the image', async () => {
    const scene = await setScene();
    const flags = ['--agent', scripted('plan'), '--sandbox', 'container:my/image:2', '--print-sandbox', '--json'];
    const { calls } = JSON.parse((await scene.run(['improve', 'plan', ...flags])).stdout);
    expect(calls.executor.join(' ')).toMatch(/\/skill\/plan:\S+:ro .* my\/image:2 \S+\/plan\.js$/);
    expect(calls.judge.join(' ')).toMatch(/\/work:\S+:ro /);
    expect(calls.improver.join(' ')).not.toMatch(/\/work:\S+:ro /);
  });
});

describe('a sandbox that is not there', () => {
  it('is refused before anything is made, with what to install', async () => {
    const scene = await setScene();
    const ended = await scene.run(['eval', 'plan', '--agent', scripted('plan'), '--sandbox', 'bwrap'], {
      env: { PATH: scene.temp },
    });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('apt install bubblewrap') });
    expect(await exists(scene.workspace)).toBe(false);
  });

  it.each([['firejail'], ['bwrap:x'], ['container:'], ['']])('%j is none of ours', async (kind) => {
    const scene = await setScene();
    const ended = await scene.run(['eval', 'plan', `--sandbox=${kind}`]);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('none, bwrap, container') });
  });
});

describe.skipIf(noBwrap !== null)('a greedy agent that searches the whole disk', () => {
  it('finds neither evals, nor workspace, nor what is the person’s, under bwrap', async () => {
    const scene = await treasures();
    const ended = await climb(scene, ['--sandbox', 'bwrap']);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('sandbox bwrap') });
    // The expectations of open evals are what an improver is given.
    expect(await foundBy(scene)).toEqual({ executor: 'found: nothing', improver: 'found: TREASURE-EVALS' });
    expect(await readJson(join(scene.workspace, 'run.json'))).toMatchObject({ config: { sandbox: 'bwrap' } });
    expect(await readFile(join(scene.workspace, 'iteration-0', 'environment.json'), 'utf8')).toContain('"bwrap"');
  });

  it('finds all of it without', async () => {
    const scene = await treasures();
    await climb(scene, []);
    const { executor } = await foundBy(scene);
    for (const name of ['EVALS', 'HOME', 'DIARY', 'VARIABLE']) expect(executor).toContain(`TREASURE-${name}`);
  });
});
