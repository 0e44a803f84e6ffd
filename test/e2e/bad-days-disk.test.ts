import { execFileSync } from 'node:child_process';
import { appendFile, chmod, cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { type Ended, ROOT } from '../support/cli.ts';
import { type RunOptions, type Scene, setScene, writeAgent } from '../support/scene.ts';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { brokenSeals, readJson, resultsOf } from '../support/workspace-files.ts';

const NOBODY = 65_534;
/** Bytes that a RAM disk gives to a file at once. */
const PAGE = 4096;
const ROWS = [
  '0\tT\t0.68\t0.68\tbaseline\tInitial evaluation',
  '1\tT\t0.8\t0.8\tkept\tAdded output format specification',
  '',
].join('\n');

/** The plan skill with its first eval only, in a folder of its own. */
async function placeSkill(scene: Scene, folder: string): Promise<string> {
  const skill = join(folder, 'plan');
  await cp(scene.skill, skill, { recursive: true });
  const { evals } = await readJson(skill, 'evals', 'evals.json');
  await writeFile(join(skill, 'evals', 'evals.json'), JSON.stringify({ evals: evals.slice(0, 1) }));
  return skill;
}

interface Place {
  readonly scene: Scene;
  readonly skill: string;
}

interface DiskScene extends Place {
  readonly disk: SmallDisk;
}

/** A skill on a RAM disk; the test is skipped, with the reason, where there can be none. */
async function setDiskScene({ skip }: Pick<TestContext, 'skip'>): Promise<DiskScene> {
  const scene = await setScene();
  const disk = await mountSmallDisk(join(scene.root, 'disk'));
  if (typeof disk === 'string') return skip(disk);
  return { scene, disk, skill: await placeSkill(scene, disk.dir) };
}

interface Start extends RunOptions {
  readonly iterations?: number;
}

const improve = (
  { scene, skill }: Place,
  agent: string,
  { iterations = 1, ...options }: Start = {},
): Promise<Ended> => {
  const limits = ['--iterations', String(iterations), '--env', 'PLAN_CALL_LOG', '--env', 'PLAN_STEPS'];
  return scene.run(['improve', skill, '--agent', agent, ...limits], options);
};

/** A refusal that says which file, why, and that nothing is lost; the file's path below `folder`. */
function troubleWith({ code, stderr }: Ended, folder: string, what: string): string {
  expect({ code, stderr }).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(`: ${what}.\n  Nothing is lost;`),
  });
  expect(stderr).not.toMatch(/^ +at |This is a bug/m);
  const path = new RegExp(`^error: (.*): ${what}\\.$`, 'm').exec(stderr)?.[1] ?? '';
  expect(path).toContain(`${folder}/`);
  return path.slice(folder.length + 1);
}

/** Two executor calls and one of the improver. */
const CALLS = 3;

/** The run went on as if nothing had happened: the same rows, sealed and verified, and no finished call made again. */
async function expectWhole({ scene, skill }: Place, lost = 0): Promise<void> {
  const workspace = `${skill}-autoresearch`;
  expect((await resultsOf(workspace)).split('\n').slice(1).join('\n')).toBe(ROWS);
  expect(await brokenSeals(workspace)).toEqual([]);
  expect((await scene.run(['verify', workspace])).code).toBe(0);
  expect((await scene.calls()).length).toBeLessThanOrEqual(CALLS + lost);
}

/** Makes a journal end so many bytes before its page of the disk is full. */
async function padToPage(journal: string, before: number): Promise<void> {
  const event = { event: 'warning', at: '2025-01-15T10:30:00.000Z', message: '' };
  const { size } = await stat(journal);
  const empty = JSON.stringify(event).length + 1;
  const message = 'x'.repeat(PAGE - ((size + empty + before) % PAGE));
  await appendFile(journal, `${JSON.stringify({ ...event, message })}\n`);
}

/** The plan agent, whose `role` first fills the disk but for so many pages, once. */
function fillingAgent({ scene, disk }: DiskScene, role: 'executor' | 'improver', spare: number): Promise<string> {
  const fill = JSON.stringify({ folder: disk.dir, spare, done: join(scene.root, `filled-${role}`) });
  return writeAgent(
    scene,
    `{ async ${role}(request) {
      const { fillDisk } = await import(${JSON.stringify(join(ROOT, 'fixtures/programs/fill-disk.js'))});
      fillDisk(${fill});
      return planRoles.${role}(request);
    } }`,
  );
}

describe('a full disk', () => {
  it('before anything could be copied leaves the skill as it was, and no run', async (context) => {
    const place = await setDiskScene(context);
    const { scene, disk, skill } = place;
    const before = await hashTree(skill);
    const agent = await writeAgent(scene, '{}');
    await disk.fill();
    const ended = await improve(place, agent);
    expect(troubleWith(ended, disk.dir, 'the disk is full')).toMatch(/^plan-autoresearch\//);
    expect(await hashTree(skill)).toEqual(before);
    await disk.free();
    expect((await improve(place, agent)).code).toBe(0);
    await expectWhole(place);
  });

  it('in the midst of the snapshot leaves no version that looks whole', async (context) => {
    const place = await setDiskScene(context);
    const { scene, disk, skill } = place;
    for (const name of ['a', 'b', 'c']) await writeFile(join(skill, name), Buffer.alloc(400_000, name));
    const agent = await writeAgent(scene, '{}');
    expect(troubleWith(await improve(place, agent), disk.dir, 'the disk is full')).toMatch(
      /^plan-autoresearch\/\.v0\.skillratchet-partial\/[abc]$/,
    );
    expect(await exists(join(`${skill}-autoresearch`, 'v0'))).toBe(false);
  });

  it('that tears a line of the journal fuses no two lines when the run goes on', async (context) => {
    const place = await setDiskScene(context);
    const { scene, disk, skill } = place;
    const agent = await writeAgent(scene, '{}');
    expect((await improve(place, agent, { iterations: 0 })).code).toBe(0);
    const journal = join(`${skill}-autoresearch`, 'events.jsonl');
    await padToPage(journal, 20);
    // The one page is for the lock.
    await disk.fill(1);
    const ended = await improve(place, agent);
    expect(troubleWith(ended, disk.dir, 'the disk is full')).toBe('plan-autoresearch/events.jsonl');
    expect((await readFile(journal, 'utf8')).slice(-21)).toBe('\n{"event":"run_starte');
    await disk.free();
    expect((await improve(place, agent)).code).toBe(0);
    const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).event)).toContain('run_stopped');
    await expectWhole(place);
  });

  it('at any moment of an iteration is named with the file, and the run goes on once there is room', async (context) => {
    const hit: string[] = [];
    const fills = [...[0, 3, 8, 11, 13, 15, 17].map((spare) => ['executor', spare] as const), ['improver', 2] as const];
    for (const [role, spare] of fills) {
      const place = await setDiskScene(context);
      const { disk, skill } = place;
      const agent = await fillingAgent(place, role, spare);
      hit.push(troubleWith(await improve(place, agent), `${skill}-autoresearch`, 'the disk is full'));
      await disk.free();
      expect((await improve(place, agent)).code, hit.at(-1)).toBe(0);
      await expectWhole(place, 1);
    }
    const named = hit.join('\n');
    expect(named).toMatch(/^iteration-0\/eval-1\//m);
    expect(named).toMatch(/^iteration-0\/(config|environment|metrics|decision)\.json$|^iteration-0\/metric_history/m);
    expect(named).toMatch(/^(best|results\.tsv|state\.json|\.candidate.*|iteration-0\/MANIFEST\.sha256)$/m);
    expect(named).toMatch(/^iteration-1\//m);
  }, 120_000);
});

describe('a disk that becomes read-only', () => {
  it('in the midst of a trial is named, and its lock is taken over once it is writable again', async (context) => {
    const place = await setDiskScene(context);
    const { scene, disk, skill } = place;
    const once = JSON.stringify(join(scene.root, 'done'));
    const agent = await writeAgent(
      scene,
      `{ async executor(request) {
        const { existsSync, writeFileSync } = await import('node:fs');
        const { execFileSync } = await import('node:child_process');
        if (!existsSync(${once})) execFileSync('mount', ['-o', 'remount,ro', ${JSON.stringify(disk.dir)}]);
        writeFileSync(${once}, '');
        return planRoles.executor(request);
      } }`,
    );
    const ended = await improve(place, agent);
    troubleWith(ended, `${skill}-autoresearch`, 'the file system is read-only');
    disk.remount('rw');
    expect((await improve(place, agent)).code).toBe(0);
    await expectWhole(place, 1);
  });
});

/** A plain user, for root may write anywhere; the test is skipped where that user cannot run the program. */
async function plainUser(scene: Scene, { skip }: Pick<TestContext, 'skip'>): Promise<RunOptions> {
  if (process.getuid?.() !== 0) return {};
  execFileSync('chown', ['-R', String(NOBODY), scene.root]);
  if ((await scene.run(['--version'], { uid: NOBODY })).code !== 0) skip('another user may not read the checkout');
  return { uid: NOBODY };
}

describe('the right to write, lost in the midst of a run', () => {
  it.for(['', 'iteration-0'])(
    'in the workspace, folder %j, is named; the run goes on once it is given back',
    async (folder, context) => {
      const scene = await setScene();
      const skill = await placeSkill(scene, join(scene.root, 'home'));
      const closed = join(`${skill}-autoresearch`, folder);
      const agent = await writeAgent(
        scene,
        `{ async executor(request) {
        const { chmodSync, mkdirSync } = await import('node:fs');
        mkdirSync(${JSON.stringify(closed)}, { recursive: true });
        if (process.env.PLAN_STEPS === '1') chmodSync(${JSON.stringify(closed)}, 0o555);
        return planRoles.executor(request);
      } }`,
      );
      const place = { scene, skill };
      const user = await plainUser(scene, context);
      const ended = await improve(place, agent, { ...user, env: { PLAN_STEPS: '1' } });
      troubleWith(ended, closed, 'permission denied');
      await chmod(closed, 0o755);
      expect((await improve(place, agent, user)).code).toBe(0);
      await expectWhole(place, 1);
    },
  );

  it('to a file of the skill is named before anything is measured', async (context) => {
    const scene = await setScene();
    const skill = await placeSkill(scene, join(scene.root, 'home'));
    await writeFile(join(skill, 'private'), 'x', { mode: 0o000 });
    const agent = await writeAgent(scene, '{}');
    const ended = await improve({ scene, skill }, agent, await plainUser(scene, context));
    expect(troubleWith(ended, skill, 'permission denied')).toMatch(/^private/);
    expect(await exists(join(`${skill}-autoresearch`, 'run.json'))).toBe(false);
  });
});
