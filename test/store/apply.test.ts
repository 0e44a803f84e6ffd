import { chmod, chown, lstat, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { applyVersion } from '../../src/store/apply.ts';
import { planApply } from '../../src/store/apply-plan.ts';
import { freezeSnapshot, readManifest } from '../../src/store/snapshot.ts';
import { treeHash } from '../../src/store/tree-hash.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ODD_NAMES, type Planted, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);

type Tree = Readonly<Record<string, Planted>>;

async function prepare(skill: Tree, version: Tree): Promise<void> {
  await writeTree(at('skill'), skill);
  await writeTree(at('wanted'), version);
  await freezeSnapshot({ from: at('wanted'), to: at('W/v1'), manifestPath: at('W/manifests/v1.json'), version: 'v1' });
}

const apply = async () =>
  applyVersion({
    skillDir: at('skill'),
    snapshot: at('W/v1'),
    manifest: await readManifest(at('W/manifests/v1.json')),
    backupDir: at('W/backups/1'),
  });
const identity = async (folder: string) => treeHash(await hashTree(at(folder)), { withEvals: false });

describe('a version applied', () => {
  it('makes the skill that version: written, changed, made executable, deleted', async () => {
    await prepare(
      { 'SKILL.md': 'old', 'scripts/run': 'x', 'gone/deep/file': 'x', same: 'same', link: { link: 'same' } },
      { 'SKILL.md': 'new', 'scripts/run': { run: 'x' }, 'new/empty': null, same: 'same', link: { link: 'SKILL.md' } },
    );
    const { ino } = await stat(at('skill/same'));
    const plan = await apply();
    const paths = Object.fromEntries(
      Object.entries(plan).map(([step, entries]) => [step, entries.map(({ path }: { path: string }) => path)]),
    );
    expect(paths).toEqual({
      clear: [],
      write: ['SKILL.md', 'link', 'new', 'new/empty'],
      mode: ['scripts/run'],
      remove: ['gone/deep/file', 'gone/deep', 'gone'],
    });
    expect(await identity('skill')).toBe(await identity('wanted'));
    expect((await stat(at('skill/same'))).ino).toBe(ino);
    expect((await stat(at('skill/SKILL.md'))).mode).toBe((await stat(at('wanted/SKILL.md'))).mode);
  });

  it('keeps a whole copy of the skill as it was', async () => {
    await prepare({ 'SKILL.md': 'old', 'evals/evals.json': '[]', empty: null }, { 'SKILL.md': 'new' });
    const before = await hashTree(at('skill'));
    await apply();
    expect(await hashTree(at('W/backups/1'))).toEqual(before);
  });

  it('never touches evals/ nor what machines made', async () => {
    await prepare(
      { 'SKILL.md': 'old', 'evals/evals.json': 'mine', '.git/HEAD': 'x', 'lib/a': 'x', 'lib/node_modules/p/i.js': 'x' },
      { 'SKILL.md': 'new', 'evals/evals.json': 'theirs', 'evals/more.json': 'x' },
    );
    await apply();
    expect(await readdir(at('skill/evals'))).toEqual(['evals.json']);
    expect(await readFile(at('skill/evals/evals.json'), 'utf8')).toBe('mine');
    expect(await readFile(at('skill/.git/HEAD'), 'utf8')).toBe('x');
    expect(await readdir(at('skill/lib/node_modules/p'))).toEqual(['i.js']);
    expect(await readdir(at('skill/lib'))).toEqual(['node_modules']);
  });

  it('puts folders where files and links were, and the other way round, never writing through a link', async () => {
    await prepare(
      { 'SKILL.md': 'x', a: 'file', 'b/c/d': 'x', docs: { link: 'real' }, 'real/keep': 'x' },
      { 'SKILL.md': 'x', 'a/deep': 'x', b: 'file', 'docs/keep': 'new', 'real/keep': 'x' },
    );
    await apply();
    expect(await identity('skill')).toBe(await identity('wanted'));
    expect(await readFile(at('skill/real/keep'), 'utf8')).toBe('x');
    expect((await lstat(at('skill/docs'))).isDirectory()).toBe(true);
  });

  it('writes names as odd as they are', async () => {
    await prepare(
      { 'SKILL.md': 'x' },
      { 'SKILL.md': 'x', ...Object.fromEntries(ODD_NAMES.map((name) => [`odd/${name}`, name])) },
    );
    await apply();
    expect(await identity('skill')).toBe(await identity('wanted'));
  });

  it('is finished by a second call after a kill, and the copy of the skill is not overwritten', async () => {
    await prepare({ 'SKILL.md': 'old', gone: 'x' }, { 'SKILL.md': 'new', added: 'x' });
    const before = await hashTree(at('skill'));
    await apply();
    await writeTree(at('skill'), { gone: 'x', '.skillratchet-partial': 'half' });
    await rm(at('skill/added'));
    await apply();
    expect(await identity('skill')).toBe(await identity('wanted'));
    expect(await hashTree(at('W/backups/1'))).toEqual(before);
    expect(await apply()).toEqual({ clear: [], write: [], mode: [], remove: [] });
  });

  it('is refused, with the skill untouched, when the version was altered', async () => {
    await prepare({ 'SKILL.md': 'old' }, { 'SKILL.md': 'new' });
    await rm(at('W/v1/SKILL.md'));
    await expect(apply()).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringContaining('"SKILL.md"'),
    });
    expect(await readFile(at('skill/SKILL.md'), 'utf8')).toBe('old');
  });

  it('is refused with a hint when a folder is read-only', async () => {
    await prepare({ 'SKILL.md': 'x', 'a/b': 'old', c: 'old' }, { 'SKILL.md': 'x', 'a/b': 'new', c: 'new' });
    await giveToNobody();
    await chmod(at('skill/a'), 0o555);
    await expect(apply()).rejects.toMatchObject({ code: 'filesystem', hint: expect.stringContaining('chmod -R u+w') });
    expect(await readFile(at('skill/c'), 'utf8')).toBe('old');
    await chmod(at('skill/a'), 0o755);
    await chmod(at('skill/a/b'), 0o444);
    await apply();
    expect(await readFile(at('skill/a/b'), 'utf8')).toBe('new');
  });
});

/** For root nothing is read-only: the rest of the test runs as an ordinary user. */
async function giveToNobody(): Promise<void> {
  if (process.getuid?.() !== 0 || process.seteuid === undefined) return;
  const nobody = 65_534;
  for (const path of ['.', ...(await readdir(temp(), { recursive: true }))]) await chown(at(path), nobody, nobody);
  process.seteuid(nobody);
  onTestFinished(() => process.seteuid?.(0));
}

describe('the plan of an application', () => {
  const names = fc.constantFrom('a', 'b', 'A', 'evals', 'a/x', 'a/y', 'b/x', 'evals/e', 'b/x/deep');
  const planted: fc.Arbitrary<Planted> = fc.oneof(
    fc.constantFrom('one', 'two', null),
    fc.constant({ run: 'one' }),
    fc.constantFrom('a', 'nowhere').map((link) => ({ link })),
  );
  /** Of two entries that cannot stand together, such as `a` as a file and `a/x`, the second is dropped. */
  const trees = fc
    .uniqueArray(fc.tuple(names, planted), { selector: ([path]) => path, maxLength: 7 })
    .map((entries) => {
      const kept: [string, Planted][] = [];
      for (const [path, item] of entries) {
        const clashes = ([other, there]: [string, Planted]) =>
          (path.startsWith(`${other}/`) && there !== null) || (other.startsWith(`${path}/`) && item !== null);
        if (!kept.some(clashes)) kept.push([path, item]);
      }
      return Object.fromEntries(kept);
    });

  it('leads from any tree to any other', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(trees, trees, async (skill, version) => {
        run += 1;
        const root = at(String(run));
        await writeTree(`${root}/skill`, skill);
        await writeTree(`${root}/wanted`, version);
        const manifest = await freezeSnapshot({
          from: `${root}/wanted`,
          to: `${root}/W/v1`,
          manifestPath: `${root}/W/v1.json`,
          version: 'v1',
        });
        await applyVersion({
          skillDir: `${root}/skill`,
          snapshot: `${root}/W/v1`,
          manifest,
          backupDir: `${root}/W/backup`,
        });
        const after = await hashTree(`${root}/skill`);
        expect(planApply(after, manifest.entries)).toEqual({ clear: [], write: [], mode: [], remove: [] });
        expect(treeHash(after, { withEvals: false })).toBe(manifest.tree_hash);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('takes an old name away before a name that some systems hold for the same is written', async () => {
    await writeTree(at('skill'), { 'readme.md': 'x', other: 'x' });
    await writeTree(at('wanted'), { 'README.md': 'x' });
    const plan = planApply(await hashTree(at('skill')), await hashTree(at('wanted')));
    expect(plan.clear.map(({ path }) => path)).toEqual(['readme.md']);
    expect(plan.remove.map(({ path }) => path)).toEqual(['other']);
  });
});
