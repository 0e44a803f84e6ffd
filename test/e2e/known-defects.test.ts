import { execFileSync } from 'node:child_process';
import { chmod, lstat, readFile, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { type Ended, scripted } from '../support/cli.ts';
import { type RunOptions, type Scene, writeAgent } from '../support/scene.ts';
import { smallScene } from '../support/small-scene.ts';
import { brokenSeals, readJson, resultsOf } from '../support/workspace-files.ts';
import { writeTree } from '../support/write-tree.ts';

/** What other tools get wrong, each with the opposite outcome; those that need no whole run stand beside their subject. */

interface Start extends RunOptions {
  readonly agent?: string;
}

const improve = (scene: Scene, { agent = scripted('plan'), ...options }: Start = {}): Promise<Ended> =>
  scene.run(['improve', scene.skill, '--agent', agent, '--iterations', '1'], options);

/** The rows after the header. */
async function rowsOf(scene: Scene): Promise<readonly string[]> {
  return (await resultsOf(scene.workspace)).trimEnd().split('\n').slice(1);
}

async function expectSound(scene: Scene): Promise<void> {
  expect(await brokenSeals(scene.workspace)).toEqual([]);
  expect(await scene.run(['verify', scene.workspace])).toMatchObject({ code: 0 });
}

describe('a locale without UTF-8', () => {
  it.each([{ LANG: 'C' }, { LC_ALL: 'POSIX' }, { LC_ALL: 'de_DE.ISO-8859-1', LANG: 'de_DE.ISO-8859-1' }])(
    'changes no byte of what is written or shown: %j',
    async (env) => {
      const scene = await smallScene();
      await writeTree(scene.skill, { 'références/日本 😀.md': 'größer\n' });
      const changelog = 'Größe geprüft — 例を追加 😀';
      const agent = await writeAgent(
        scene,
        `{ async improver(request) {
          const answer = await planRoles.improver(request);
          return { ...answer, structured: { ...answer.structured, changelog: ${JSON.stringify(changelog)} } };
        } }`,
      );
      expect(await improve(scene, { agent, env })).toMatchObject({ code: 0 });
      expect((await rowsOf(scene))[1]).toBe(`1\tT\t0.8\t0.8\tkept\t${changelog}`);
      expect((await scene.run(['log', scene.workspace], { env })).stdout).toContain(changelog);
      expect(await readFile(join(scene.workspace, 'v1', 'références', '日本 😀.md'), 'utf8')).toBe('größer\n');
      const { stdout } = await scene.run(['diff', 'v0', 'v1', '--workspace', scene.workspace, '--patch'], { env });
      expect(stdout).toContain('(step 1)');
      await expectSound(scene);
    },
  );
});

describe('a changelog', () => {
  it.each([
    ['tabs and line ends', 'one\ttwo\r\nthree\n4\t2025-01-15T10:30:00+00:00\t1\t1\tkept\tforged', /^one two three 4 /],
    ['quotes', '"All" of \'it\' is "quoted"', /^"All" of 'it' is "quoted"$/],
    ['a quoted word first', '"Quick" fix', /^"Quick" fix$/],
    [
      'shell',
      '$(touch pwned) `touch pwned`; touch pwned | tee pwned > pwned',
      /^\$\(touch pwned\) `touch pwned`; touch/,
    ],
    ['code', '```js\nprocess.exit(1)\n``` and \u001b[31mred\u0007', /^```js process\.exit\(1\) ``` and/],
    ['another line end of Unicode', 'a\u2028b\u2029c\u0085d', /^a b c d$/],
  ])('with %s is one cell of one row, and nothing but text', async (_, changelog, cell) => {
    const scene = await smallScene();
    const agent = await writeAgent(
      scene,
      `{ async improver(request) {
        const answer = await planRoles.improver(request);
        return { ...answer, structured: { ...answer.structured, changelog: ${JSON.stringify(changelog)} } };
      } }`,
    );
    const ended = await improve(scene, { agent });
    expect(ended.code).toBe(0);
    const rows = await rowsOf(scene);
    expect(rows).toHaveLength(2);
    const cells = rows[1]?.split('\t') ?? [];
    expect(cells).toEqual(['1', 'T', '0.8', '0.8', 'kept', expect.stringMatching(cell)]);
    const { stdout } = await scene.run(['log', scene.workspace, '--json']);
    expect(JSON.parse(stdout).rows[1].changelog).toBe(cells[5]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(ended.stdout + ended.stderr).not.toMatch(/[\u0007\u001b]/);
    expect(await exists(join(scene.root, 'pwned'))).toBe(false);
    await expectSound(scene);
  });
});

describe('a skill that is a git root', () => {
  it('keeps its history, its index and its branch when a version is applied', async () => {
    const scene = await smallScene();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: scene.skill,
        encoding: 'utf8',
      });
    git('init', '--quiet', '--initial-branch', 'mine');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
    const log = git('log', '--format=%H %D %s');
    expect((await improve(scene)).code).toBe(0);
    expect((await scene.run(['apply', '--yes', '--workspace', scene.workspace])).code).toBe(0);
    expect(git('log', '--format=%H %D %s')).toBe(log);
    expect(git('status', '--porcelain')).toBe(' M SKILL.md\n');
    expect(git('diff')).toContain('(step 1)');
    expect(await exists(join(scene.workspace, 'v1', '.git'))).toBe(false);
  });
});

describe('links and modes', () => {
  it('survive: dangling links, linked folders, and the right to execute, through snapshot, candidate and apply', async () => {
    const scene = await smallScene();
    await writeTree(scene.skill, { 'scripts/run.sh': { run: '#!/bin/sh\n' }, 'references/a.md': 'a' });
    await symlink('nowhere.md', join(scene.skill, 'dangling.md'));
    await symlink('references', join(scene.skill, 'docs'));
    expect((await improve(scene)).code).toBe(0);
    const target = join(scene.root, 'restored');
    expect((await scene.run(['restore', 'v0', '--to', target, '--workspace', scene.workspace])).code).toBe(0);
    expect(await hashTree(target)).toEqual(await hashTree(scene.skill));
    expect((await scene.run(['apply', '--yes', '--workspace', scene.workspace])).code).toBe(0);
    for (const dir of [target, scene.skill, join(scene.workspace, 'candidate')]) {
      expect(await readlink(join(dir, 'dangling.md'))).toBe('nowhere.md');
      expect(await readlink(join(dir, 'docs'))).toBe('references');
      expect((await lstat(join(dir, 'scripts/run.sh'))).mode & 0o777).toBe(0o755);
    }
    await expectSound(scene);
  });

  it('are a change of their own: an edit of nothing but a mode is tried, shown and put into the skill', async () => {
    const scene = await smallScene();
    await writeTree(scene.skill, { 'run.sh': '#!/bin/sh\n' });
    expect((await scene.run(['eval', scene.skill, '--agent', scripted('plan')])).code).toBe(0);
    const edit = join(scene.root, 'edit');
    expect((await scene.run(['restore', 'v0', '--to', edit, '--workspace', scene.workspace])).code).toBe(0);
    await chmod(join(edit, 'run.sh'), 0o755);
    const tried = await scene.run(['try', scene.skill, edit, '--agent', scripted('plan')]);
    expect(tried).toMatchObject({ code: 0 });
    expect((await readJson(scene.workspace, 'iteration-1', 'proposal.json')).files_changed).toEqual(['run.sh']);
    const { stdout } = await scene.run(['diff', 'v0', 'iteration-1', '--workspace', scene.workspace]);
    expect(stdout).toMatch(/run\.sh/);
    const { mode } = await lstat(join(scene.workspace, 'iteration-1', 'candidate', 'run.sh'));
    expect(mode & 0o111).toBe(0o111);
    await expectSound(scene);
  });
});

describe('gradings that an agent plants', () => {
  it('in its outputs and its work folder raise no score', async () => {
    const scene = await smallScene();
    const planted = JSON.stringify({
      summary: { pass_rate: 1, passed: 99, failed: 0, total: 99 },
      expectations: [{ text: 'All is well', passed: true, evidence: 'believe me' }],
    });
    const agent = await writeAgent(
      scene,
      `{ async executor(request) {
        const { mkdirSync, writeFileSync } = await import('node:fs');
        for (const folder of ['.', 'outputs', 'eval-1', 'eval-1/outputs']) {
          mkdirSync(request.cwd + '/' + folder, { recursive: true });
          for (const name of ['grading.json', 'trial.json', 'metrics.json', 'MANIFEST.sha256'])
            writeFileSync(request.cwd + '/' + folder + '/' + name, ${JSON.stringify(planted)});
        }
        return planRoles.executor(request);
      } }`,
    );
    expect((await improve(scene, { agent })).code).toBe(0);
    expect((await rowsOf(scene)).map((row) => row.split('\t')[2])).toEqual(['0.68', '0.8']);
    const grading = await readJson(scene.workspace, 'iteration-1', 'eval-1', 'grading.json');
    expect(grading.summary).toMatchObject({ passed: 20, total: 25 });
    await expectSound(scene);
  });
});
