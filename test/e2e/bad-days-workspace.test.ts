import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { readEvents } from '../../src/store/journal.ts';
import { type Ended, ROOT, scripted } from '../support/cli.ts';
import type { RunOptions, Scene } from '../support/scene.ts';
import { refusal, smallScene } from '../support/small-scene.ts';
import { brokenSeals, readJson, resultsOf } from '../support/workspace-files.ts';

const PLAN = ['--agent', scripted('plan')];
const HEADER = 'iteration\ttimestamp\tscore\tbest_score\taction\tchangelog\n';

const improve = (scene: Scene, args: readonly string[] = [], options: RunOptions = {}): Promise<Ended> =>
  scene.run(['improve', scene.skill, ...PLAN, ...args], options);

/** The plan skill with its first eval only, measured so far that `iterations` candidates are decided. */
async function begun(iterations: number): Promise<Scene> {
  const scene = await smallScene();
  expect((await improve(scene, ['--iterations', String(iterations)])).code).toBe(0);
  return scene;
}

async function expectSound(scene: Scene, workspace = scene.workspace): Promise<void> {
  expect(await brokenSeals(workspace)).toEqual([]);
  expect(await scene.run(['verify', workspace])).toMatchObject({ code: 0 });
}

describe('a clock that goes back', () => {
  it('changes no score and no verdict, and no time is negative', async () => {
    const scene = await smallScene();
    const env = { NODE_OPTIONS: `--import ${pathToFileURL(join(ROOT, 'fixtures/programs/clock-back.js'))}` };
    const args = ['--iterations', '1', '--max-time', '1h'];
    expect(await improve(scene, args, { env })).toMatchObject({ code: 0 });
    expect(await resultsOf(scene.workspace)).toBe(
      `${HEADER}0\tT\t0.68\t0.68\tbaseline\tInitial evaluation\n1\tT\t0.8\t0.8\tkept\tAdded output format specification\n`,
    );
    const { rows } = JSON.parse((await scene.run(['log', scene.workspace, '--json'])).stdout);
    expect(Date.parse(rows[1].timestamp)).toBeLessThan(Date.parse(rows[0].timestamp));
    const { spend } = await readJson(scene.workspace, 'state.json');
    expect(spend).toMatchObject({ trials: 2, duration_ms: 0 });
    const trial = await readJson(scene.workspace, 'iteration-0', 'eval-1', 'trial.json');
    expect(trial.duration_ms).toBeGreaterThan(0);
    await expectSound(scene);
    expect((await improve(scene, ['--iterations', '2'])).code).toBe(0);
    await expectSound(scene);
  });
});

describe('several starts at once', () => {
  const SLOW = { PLAN_DELAY_MS: '2500' };
  const STARTS = 4;

  /** What came of starts at the same moment: one works, the others are refused with a sentence. */
  async function race(scene: Scene, args: readonly string[]): Promise<readonly string[]> {
    const all = Array.from({ length: STARTS }, () =>
      improve(scene, [...args, '--env', 'PLAN_DELAY_MS'], { env: SLOW }),
    );
    const ended = await Promise.all(all);
    const [won, lost] = [ended.filter(({ code }) => code === 0), ended.filter(({ code }) => code !== 0)];
    expect(won, JSON.stringify(ended)).toHaveLength(1);
    return Promise.all(lost.map((end) => refusal(Promise.resolve(end))));
  }

  it('make one run, with one header, whose records nobody else touched', async () => {
    const scene = await smallScene();
    const refusals = await race(scene, ['--iterations', '0']);
    expect(refusals).toEqual(
      refusals.map(() => expect.stringMatching(/^error: Process \d+ on .* holds .*\/lock since/)),
    );
    expect(await resultsOf(scene.workspace)).toBe(`${HEADER}0\tT\t0.68\t0.68\tbaseline\tInitial evaluation\n`);
    const events = await readEvents(join(scene.workspace, 'events.jsonl'));
    expect(events.filter(({ event }) => event === 'run_started')).toHaveLength(1);
    expect((await readdir(scene.workspace)).filter((name) => name.startsWith('lock'))).toEqual([]);
    await expectSound(scene);
  });

  it('that begin anew move the old run once, and mix it with no other', async () => {
    const scene = await begun(1);
    const old = await hashTree(scene.workspace);
    await race(scene, ['--iterations', '0', '--restart']);
    expect((await readdir(scene.root)).filter((name) => name.startsWith('plan'))).toEqual([
      'plan',
      'plan-autoresearch',
      'plan-autoresearch-1',
    ]);
    expect(await hashTree(`${scene.workspace}-1`)).toEqual(old);
    expect(await resultsOf(scene.workspace)).toBe(`${HEADER}0\tT\t0.68\t0.68\tbaseline\tInitial evaluation\n`);
    await expectSound(scene);
  });
});

describe('a workspace copied from elsewhere', () => {
  /** Skill and workspace as they are, in another folder of the scene. */
  async function copied(scene: Scene): Promise<Scene> {
    const root = join(scene.root, 'elsewhere');
    await cp(scene.skill, join(root, 'plan'), { recursive: true, verbatimSymlinks: true });
    await cp(scene.workspace, join(root, 'plan-autoresearch'), { recursive: true, verbatimSymlinks: true });
    return { ...scene, skill: join(root, 'plan'), workspace: join(root, 'plan-autoresearch') };
  }

  it('is verified, and `apply` puts its versions into the skill beside it, never into that of the original', async () => {
    const scene = await smallScene();
    await mkdir(join(scene.skill, 'references'));
    await writeFile(join(scene.skill, 'references', 'a.md'), 'a');
    await symlink('a.md', join(scene.skill, 'references', 'b.md'));
    await symlink('references', join(scene.skill, 'docs'));
    expect((await improve(scene, ['--iterations', '1'])).code).toBe(0);
    const before = await hashTree(scene.skill);
    const copy = await copied(scene);
    await expectSound(copy);
    expect(await copy.run(['apply', '--yes', '--workspace', copy.workspace])).toMatchObject({ code: 0 });
    expect(await readFile(join(copy.skill, 'SKILL.md'), 'utf8')).toContain('(step 1)');
    expect(await hashTree(scene.skill)).toEqual(before);
  });

  it('goes on in its new place, and remembers that', async () => {
    const scene = await begun(1);
    const before = await hashTree(scene.root, { exclude: (path) => !path.startsWith('plan') });
    const copy = await copied(scene);
    expect(await improve(copy, ['--iterations', '2'])).toMatchObject({ code: 0 });
    expect(await resultsOf(copy.workspace)).toMatch(/\n2\tT\t0\.72\t0\.8\treverted\t/);
    expect((await readJson(copy.workspace, 'run.json')).skill.path).toBe(copy.skill);
    await expectSound(copy);
    expect(await hashTree(scene.root, { exclude: (path) => !path.startsWith('plan') })).toEqual(before);
  });

  it('without its skill has nothing that could be applied, and says how to restore', async () => {
    const scene = await begun(1);
    const copy = await copied(scene);
    await rm(copy.skill, { recursive: true });
    const before = await hashTree(scene.skill);
    expect(await refusal(copy.run(['apply', '--yes', '--workspace', copy.workspace]))).toContain(
      `${copy.workspace} is a copy`,
    );
    expect(await hashTree(scene.skill)).toEqual(before);
    const target = join(scene.root, 'restored');
    expect((await copy.run(['restore', 'best', '--to', target, '--workspace', copy.workspace])).code).toBe(0);
    expect(await readFile(join(target, 'SKILL.md'), 'utf8')).toContain('(step 1)');
  });

  it('with the lock of another machine is refused until that file is removed', async () => {
    const scene = await begun(0);
    const lock = {
      schema_version: 1,
      pid: 1,
      host: `not-${hostname()}`,
      process_started: '1',
      started_at: 'yesterday',
    };
    await writeFile(join(scene.workspace, 'lock'), JSON.stringify(lock));
    expect(await refusal(improve(scene, ['--iterations', '1']))).toContain(
      `if it is surely gone, remove ${scene.workspace}/lock.`,
    );
    await rm(join(scene.workspace, 'lock'));
    expect((await improve(scene, ['--iterations', '1'])).code).toBe(0);
    await expectSound(scene);
  });
});

describe('a workspace of a newer version', () => {
  it.each(['run.json', 'state.json', 'manifests/v0.json', 'iteration-0/decision.json'])(
    'is refused, with %s named and nothing written',
    async (name) => {
      const scene = await begun(0);
      scene.tampered();
      const path = join(scene.workspace, name);
      const record = await readJson(path);
      await chmod(path, 0o644);
      await writeFile(path, JSON.stringify({ ...record, schema_version: 2 }));
      const before = await hashTree(scene.workspace);
      const said = await refusal(improve(scene, ['--iterations', '1']));
      expect(said).toContain(`${path} has schema_version 2, which is newer than this program.`);
      expect(said).toContain('Update skillratchet');
      expect(await hashTree(scene.workspace)).toEqual(before);
    },
  );
});

describe('a workspace with a hole', () => {
  it.each([
    ['an iteration is gone', 'iteration-0'],
    ['a seal is gone', 'iteration-0/MANIFEST.sha256'],
  ])('is refused when %s, with its name', async (_, path) => {
    const scene = await begun(1);
    scene.tampered();
    await rm(join(scene.workspace, path), { recursive: true });
    const before = await hashTree(scene.workspace);
    const said = await refusal(improve(scene, ['--iterations', '2']));
    expect(said).toContain(`${join(scene.workspace, path)} is missing, though later iterations are there.`);
    expect(await hashTree(scene.workspace)).toEqual(before);
    expect((await scene.run(['verify', scene.workspace])).code).toBe(6);
  });

  it('is refused when one of its files is a link, which is not written through', async () => {
    const scene = await begun(0);
    scene.tampered();
    const mine = join(scene.root, 'mine.jsonl');
    await writeFile(mine, 'mine\n');
    await rm(join(scene.workspace, 'events.jsonl'));
    await symlink(mine, join(scene.workspace, 'events.jsonl'));
    expect(await refusal(improve(scene, ['--iterations', '1']))).toContain('events.jsonl is a link');
    expect(await readFile(mine, 'utf8')).toBe('mine\n');
  });
});
