import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyTree, hashTree } from '../../src/platform/tree.ts';
import { diffTrees } from '../../src/platform/tree-diff.ts';
import { scripted } from '../support/cli.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';
import { writeTree } from '../support/write-tree.ts';

const ODD = {
  'scripts/check.sh': { run: '#!/bin/sh\nexit 0\n' },
  'assets/bytes.bin': Uint8Array.from({ length: 256 }, (_, byte) => byte),
  'references/latest.md': { link: '../SKILL.md' },
  'two words.md': 'a\n',
};

let scene: Scene;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ scene, close } = await openScene());
  await writeTree(scene.skill, ODD);
  const flags = ['--agent', scripted('plan'), '--iterations', '3'];
  const { code, stderr } = await scene.run(['improve', scene.skill, ...flags]);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => close());

async function ok(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await scene.run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const json = async (...args: readonly string[]) => JSON.parse(await ok(...args, '--json'));
const inWorkspace = (...parts: readonly string[]) => join(scene.workspace, ...parts);

/** What is wrong with a call that a person can mend. */
async function refusal(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await scene.run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

describe('verify', () => {
  it('says in one line that everything comes out', async () => {
    expect(await ok('verify')).toBe('ok: 4 iterations, 3 versions, 16 gradings recomputed, no difference\n');
    expect(await json('verify', scene.skill)).toMatchObject({
      ok: true,
      workspace: scene.workspace,
      counts: { iterations: 4, versions: 3, gradings: 16 },
      differences: [],
    });
  });

  it('works on a copy in another place, and only reads', async () => {
    const copy = join(scene.root, 'elsewhere', 'copy');
    await cp(scene.workspace, copy, { recursive: true, verbatimSymlinks: true });
    const before = await hashTree(copy);
    expect(await ok('verify', copy)).toContain('no difference');
    expect(await hashTree(copy)).toEqual(before);
    await rm(join(scene.root, 'elsewhere'), { recursive: true });
  });

  it('names file and value after tampering, with exit code 6', async () => {
    const copy = join(scene.root, 'tampered', 'copy');
    await cp(scene.workspace, copy, { recursive: true, verbatimSymlinks: true });
    const [skill, results] = [join(copy, 'v1/SKILL.md'), join(copy, 'results.tsv')];
    await chmod(skill, 0o644);
    await writeFile(skill, 'better');
    await writeFile(results, (await readFile(results, 'utf8')).replace('0.72\t', '0.99\t'));
    const { code, stdout, stderr } = await scene.run(['verify', copy]);
    expect({ code, stderr }).toEqual({ code: 6, stderr: '' });
    expect(stdout.split('\n').slice(1)).toEqual([
      '  results.tsv line 4 score: stored "0.99", comes out as "0.72"',
      '  v1/SKILL.md was changed',
      '',
    ]);
    const asJson = await scene.run(['verify', copy, '--json']);
    expect(asJson.code).toBe(6);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      ok: false,
      differences: [
        { kind: 'value', path: 'results.tsv', place: 'line 4 score', stored: '0.99', computed: '0.72' },
        { kind: 'changed', path: 'v1/SKILL.md' },
      ],
    });
    const { stdout: scores } = await scene.run(['verify', copy, '--scores']);
    expect(scores.split('\n').slice(1, -1)).toEqual([expect.stringContaining('results.tsv line 4')]);
    expect((await scene.run(['verify', copy, '--formats'])).code).toBe(0);
    await chmod(join(copy, 'state.json'), 0o644);
    await writeFile(join(copy, 'state.json'), '{"schema_version": ');
    expect(await scene.run(['verify', copy, '--formats'])).toMatchObject({
      code: 6,
      stdout: expect.stringMatching(/state\.json/),
    });
    await rm(join(scene.root, 'tampered'), { recursive: true });
  });

  it('says where there is nothing to verify', async () => {
    expect(await refusal('verify', './nowhere')).toContain('No workspace was found at');
  });
});

describe('show', () => {
  it('tells what an iteration tried, what came of it, and why', async () => {
    const lines = (await ok('show', '2')).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      'iteration 2 reverted',
      'score    0.72, best 0.78',
      'reason   drop: score 0.72 <= 0.78',
      'change   Error handling rewrite caused regression',
      'because  Step 2 is next.',
      'files    SKILL.md',
    ]);
    expect(lines).toContain('  1     18/25  was 20/25');
    expect(lines).toContain('broken   1#19, 1#20, 2#19, 2#20, 3#19, 4#19');
    expect(await ok('show', 'iteration-0')).toMatch(/^iteration 0 baseline\nscore {4}0\.66, best 0\.66\n/);
  });

  it('gives one record with all that an experiment tracker asks for', async () => {
    const record = await json('show', '2');
    expect(record).toMatchObject({
      run_id: (await readJson(inWorkspace('run.json'))).run_id,
      experiment_id: 'plan',
      timestamp: expect.stringMatching(/^\d{4}-.*\+00:00$/),
      config: await readJson(inWorkspace('iteration-2/config.json')),
      environment: await readJson(inWorkspace('iteration-2/environment.json')),
      metrics: await readJson(inWorkspace('iteration-2/metrics.json')),
      decision: 'discard',
      decision_reason: 'drop: score 0.72 <= 0.78',
      is_best: false,
    });
    expect(record.metric_history).toHaveLength(4);
    expect(record.metric_history[0]).toMatchObject({
      eval_id: '1',
      trial: 1,
      outcome: 'graded',
      passed: 18,
      total: 25,
    });
    expect(record.iteration.evals[0]).toMatchObject({ eval_id: '1', passed: 18, incumbent: { passed: 20, total: 25 } });
  });

  it('lists every artifact with size and sha256, as sha256sum has them', async () => {
    const { artifact_paths } = await json('show', '3');
    const paths = Object.keys(artifact_paths);
    for (const name of ['transcript.md', 'outputs/result.txt', 'trajectory.jsonl', 'grading.json']) {
      expect(paths).toContain(`iteration-3/eval-1/${name}`);
    }
    const lines = paths.map((path) => `${artifact_paths[path].sha256}  ${path}\n`);
    const check = { cwd: scene.workspace, input: lines.join(''), encoding: 'utf8' } as const;
    expect(execFileSync('sha256sum', ['-c', '--quiet', '-'], check)).toBe('');
  });

  it('shows a trial with prompt, evidence, outputs and transcript', async () => {
    const text = await ok('show', '1/3');
    expect(text).toContain('iteration 1, eval 3: 19 of 25 expectations pass');
    expect(text).toContain('Work through case C and write the result to result.txt.');
    expect(text).toContain('✓ Line 19 of case C is done');
    expect(text).toContain('✗ Line 20 of case C is done');
    expect(text).toContain('outputs     result.txt');
    const { transcript, outputs, outcome } = await json('show', '1/3');
    expect({ outputs, outcome }).toEqual({ outputs: ['result.txt'], outcome: 'graded' });
    expect(await readFile(join(scene.root, transcript), 'utf8')).toContain('Work through case C');
  });

  it.each([
    [['show', '9'], 'There is no iteration 9.\n  There are 0 to 3'],
    [['show', '1/9'], 'Iteration 1 has no trial of an eval "9".\n  It has 1, 2, 3, 4.'],
    [['show', 'best'], '"best" is no iteration.'],
  ])('refuses %j', async (args, message) => {
    expect(await refusal(...args)).toContain(message);
  });
});

describe('diff', () => {
  it('shows the whole folder: lines, modes, binary files and links', async () => {
    const edited = join(scene.root, 'edited');
    await copyTree(scene.skill, edited);
    await chmod(join(edited, 'scripts/check.sh'), 0o644);
    await writeFile(join(edited, 'assets/bytes.bin'), Uint8Array.of(0, 1));
    await rm(join(edited, 'references/latest.md'));
    await mkdir(join(edited, 'new'));
    const text = await ok('diff', 'v0', './edited');
    expect(text).toMatch(/^assets\/bytes\.bin {2}binary [0-9a-f]{12} → [0-9a-f]{12}$/m);
    expect(text).toContain('references/latest.md  link deleted\n@@ -1,1 +0,0 @@\n-../SKILL.md');
    expect(text).toContain('scripts/check.sh  mode 100755 → 100644');
    expect(text).toContain('new  folder added');
    expect((await ok('diff', 'v0', './edited', '--stat')).trimEnd().split('\n').at(-2)).toBe('4 paths, +0 -1');
  });

  it.each([
    ['v0', 'best', '+plan: 22 21 21 21 (step 3)'],
    ['v1', 'v3', '+plan: 22 21 21 21 (step 3)'],
    ['best', 'iteration-2', '+plan: 18 18 18 18 (step 2)'],
    ['iteration-0', 'candidate', '-plan: 17 17 16 16'],
  ])('compares %s with %s', async (a, b, line) => {
    expect(await ok('diff', a, b)).toContain(`${line}\n`);
  });

  it('says that two trees are equal', async () => {
    expect(await ok('diff', 'best', 'candidate')).toBe('best and candidate are equal.\n');
    const { code, stderr } = await scene.run(['diff', '0', '1']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean v0, or iteration-0 with what was')]);
    expect(await json('diff', 'v0', scene.skill)).toMatchObject({ a: 'v0', b: scene.skill, equal: true, files: [] });
  });

  it('gives programs the paths with hunks and hashes', async () => {
    const { equal, files } = await json('diff', 'v0', 'best');
    expect(equal).toBe(false);
    expect(files).toMatchObject([{ path: 'SKILL.md', change: 'changed', insertions: 1, deletions: 1, binary: false }]);
    expect(files[0].hunks[0].lines).toContain('+plan: 22 21 21 21 (step 3)');
  });

  it('writes a patch that git applies', async () => {
    const edited = join(scene.root, 'patched-to');
    await copyTree(scene.skill, edited);
    await chmod(join(edited, 'scripts/check.sh'), 0o644);
    await writeFile(join(edited, 'two words.md'), 'a\nb');
    await rm(join(edited, 'references/latest.md'));
    const patch = await ok('diff', 'v0', './patched-to', '--patch');
    const target = join(scene.root, 'patched');
    await copyTree(scene.skill, target);
    const env = { PATH: process.env.PATH ?? '', GIT_CEILING_DIRECTORIES: scene.root };
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: target, input: patch, env });
    const left = diffTrees(await hashTree(target), await hashTree(edited)).map(({ path }) => path);
    expect(left).toEqual(['references']);
  });

  it.each([
    [['diff', 'v0', 'v2'], 'There is no version "v2". Only kept iterations have a version.'],
    [['diff', 'v0', './nowhere'], '"./nowhere" means'],
    [['diff', 'v0'], "missing required argument 'b'"],
  ])('refuses %j', async (args, message) => {
    expect(await refusal(...args)).toContain(message);
  });
});

describe('compare', () => {
  it('puts two iterations beside each other', async () => {
    const comparison = await json('compare', '1', '3');
    expect(comparison).toMatchObject({
      a: '1',
      b: '3',
      comparable: true,
      metric_diff: { score: { a: 0.78, b: 0.85, delta: 0.07 }, 'pass_rates.1': { a: 0.8, b: 0.88, delta: 0.08 } },
      config_diff: [],
      files: [{ path: 'SKILL.md', change: 'changed', insertions: 1, deletions: 1 }],
      flips: { fixed: ['1#21', '1#22', '2#21', '3#20', '3#21', '4#20', '4#21'], broken: [] },
    });
    expect(await json('compare', scene.workspace, '1', '3')).toEqual(comparison);
    expect(await ok('compare', '3', 'iteration-1')).toMatch(/^3 → 1\n {2}score +0\.85 → 0\.78 {2}\(-0\.07\)\n/);
  });

  it('compares workspaces with the same evals, and says so where they differ', async () => {
    const [same, other] = [join(scene.root, 'same'), join(scene.root, 'other')];
    for (const folder of [same, other]) await cp(scene.workspace, folder, { recursive: true, verbatimSymlinks: true });
    const run = await readJson(other, 'run.json');
    await writeFile(join(other, 'run.json'), JSON.stringify({ ...run, evals_sha256: '0'.repeat(64) }));
    expect(await json('compare', './plan-autoresearch:1', './same:3')).toMatchObject({
      a: 'plan-autoresearch:1',
      b: 'same:3',
      comparable: true,
    });
    expect(await json('compare', './same:1', './other:3')).toMatchObject({ comparable: false, flips: null });
    expect(await ok('compare', './same:1', './other:3')).toContain('not comparable');
    for (const folder of [same, other]) await rm(folder, { recursive: true });
  });

  it('tells which files differ, and nothing of a tree that is gone', async () => {
    const [edited, gone] = [join(scene.root, 'edited-copy'), join(scene.root, 'gone-copy')];
    for (const folder of [edited, gone]) await cp(scene.workspace, folder, { recursive: true, verbatimSymlinks: true });
    await writeFile(join(edited, 'iteration-3/candidate/new.md'), 'a\nb\n');
    await writeFile(join(edited, 'iteration-3/candidate/evals/more.json'), '{}');
    for (const name of ['iteration-3/candidate', 'v3']) await rm(join(gone, name), { recursive: true });
    const [old, now] = ['./plan-autoresearch:3', './edited-copy:3'];
    expect((await json('compare', old, now)).files).toMatchObject([{ path: 'new.md', change: 'added', insertions: 2 }]);
    expect(await ok('compare', old, now)).toMatch(/^ {2}new\.md {2}\+2 -0 {2}file added$/m);
    expect((await json('compare', old, './gone-copy:3')).files).toBeNull();
    for (const folder of [edited, gone]) await rm(folder, { recursive: true });
  });

  it.each([
    [['compare', '1', 'best'], '"best" is no iteration.'],
    [['compare', '1', '7'], 'There is no iteration 7.'],
    [['compare', '1', './nowhere:1'], 'No workspace was found at'],
    [['compare', './nowhere', '1', '3'], 'No workspace was found at'],
    [['compare', '1'], 'Two iterations are compared.'],
    [['compare', '.', '1', '2', '3'], 'Two iterations are compared.'],
  ])('refuses %j', async (args, message) => {
    expect(await refusal(...args)).toContain(message);
  });
});

describe('help', () => {
  it.each(['verify', 'show', 'diff', 'compare'])('of %s has examples and names --json', async (command) => {
    const text = await ok(command, '--help');
    expect(text).toContain(`Examples:\n  $ skillratchet ${command}`);
    expect(text).toContain('--json');
  });
});

describe('a workspace that another tool wrote', () => {
  let theirs = '';
  let folder = '';
  beforeAll(async () => {
    folder = join(await realpath(scene.root), 'foreign');
    theirs = (await foreignWorkspace(folder)).root;
  });
  const there = async (...args: readonly string[]) => scene.run(args, { cwd: folder });

  it('is only read', async () => {
    const before = await hashTree(theirs);
    for (const args of [
      ['log'],
      ['show', '1'],
      ['show', '1/1'],
      ['diff', 'v0', 'best'],
      ['verify'],
      ['compare', '0', '1'],
    ]) {
      const { code, stderr } = await there(...args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    }
    expect(await hashTree(theirs)).toEqual(before);
  });

  it('has its progression shown, quotes and line ends apart', async () => {
    const { rows } = JSON.parse((await there('log', '--json')).stdout);
    expect(rows).toMatchObject([
      { iteration: 0, score: '0.5', action: 'baseline' },
      { iteration: 1, score: '0.75', best_score: '0.75', action: 'kept', changelog: 'Say "which" format' },
      { iteration: 2, score: '0.25', action: 'reverted' },
    ]);
  });

  it('has its iterations and trials shown from the gradings', async () => {
    const { stdout } = await there('show', '1');
    expect(stdout).toContain('  1          2/2  was 1/2');
    expect(stdout).toContain('  two words  1/2  was 1/2');
    expect(stdout).toContain('fixed    1#2');
    const trial = JSON.parse((await there('show', '1/1', '--json')).stdout);
    expect(trial).toMatchObject({
      prompt: 'Do it.',
      suggestions: ['ask for more'],
      outputs: ['answer.txt'],
      transcript: `${basename(theirs)}/iteration-1/eval-1/transcript.md`,
    });
    expect(JSON.parse((await there('show', '1', '--json')).stdout)).toMatchObject({
      run_id: null,
      experiment_id: 'theirs',
      config: null,
      decision: 'keep',
      metrics: { score: 0.75, pass_rates: { '1': 1, 'two words': 0.5 } },
    });
  });

  it('has its versions compared and restored, which says that they are unverified', async () => {
    expect((await there('diff', 'v0', 'best')).stdout).toContain('+version 1');
    const { stdout, code } = await there('restore', 'best', '--to', './out');
    expect(code).toBe(0);
    expect(stdout).toBe('v1 is now in ./out, unverified: another tool made it and left no manifest.\n');
    expect(await hashTree(join(folder, 'out'))).toEqual(await hashTree(join(theirs, 'v1')));
    const refused = await there('restore', 'v2', '--to', './out');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('There are v0, v1 and best.') });
    expect(await hashTree(join(folder, 'out'))).toEqual(await hashTree(join(theirs, 'v1')));
    await rm(join(folder, 'out'), { recursive: true });
  });

  it('has what can be verified verified', async () => {
    const { stdout, code } = await there('verify');
    expect({ code, lines: stdout.trimEnd().split('\n') }).toEqual({
      code: 0,
      lines: [
        'ok: 3 iterations, 0 versions, 6 gradings recomputed, no difference',
        'not verified: the contents of v0, v1: there are no manifests',
      ],
    });
  });

  it('never gets a score from a grading that says more than its items', async () => {
    const path = join(theirs, 'iteration-2/eval-1/grading.json');
    const before = await readFile(path, 'utf8');
    const summary = { passed: 2, failed: 0, total: 2, pass_rate: 1 };
    await writeFile(path, JSON.stringify({ ...JSON.parse(before), summary }));
    const { stdout, stderr } = await there('show', '2', '--json');
    expect(stderr).toContain('/summary/passed: is 2, the items come to 0');
    expect(JSON.parse(stdout).metrics.pass_rates['1']).toBe(0);
    expect((await there('verify')).code).toBe(6);
    await writeFile(path, before);
  });

  it('is never improved or applied from', async () => {
    await cp(scene.skill, join(folder, 'theirs'), { recursive: true });
    const before = await hashTree(theirs);
    expect((await there('improve', './theirs', '--agent', scripted('plan'))).code).toBe(2);
    expect((await there('apply', '--yes')).code).toBe(2);
    expect(await hashTree(theirs)).toEqual(before);
  });
});
