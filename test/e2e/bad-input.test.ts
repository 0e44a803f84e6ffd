import { execFileSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { type Ended, scripted } from '../support/cli.ts';
import { type RunOptions, type Scene, setScene } from '../support/scene.ts';
import { brokenSeals, pathsBelow, readJson, resultsOf } from '../support/workspace-files.ts';

const NOBODY = 65_534;
const PLAN = ['--agent', scripted('plan')];

const improve = (scene: Scene, args: readonly string[] = [], options: RunOptions = {}): Promise<Ended> =>
  scene.run(['improve', scene.skill, ...PLAN, '--iterations', '1', ...args], options);

const measure = (scene: Scene, args: readonly string[] = []): Promise<Ended> =>
  improve(scene, ['--iterations', '0', ...args]);

/** Runs a command that must be refused: what it says, which is no trace of the program's inside. */
async function refusal(ending: Promise<Ended>, code: number): Promise<string> {
  const { stdout, stderr, ...ended } = await ending;
  expect({ ...ended, stdout, stderr }).toMatchObject({ code, stdout: '' });
  expect(stderr).toMatch(/^error: /m);
  expect(stderr).not.toMatch(/^ +at |\bundefined\b|\[object/m);
  return stderr;
}

/** The plan skill with its first eval only, so that a pass is one call. */
async function smallScene(): Promise<Scene> {
  const scene = await setScene();
  const { evals } = await readJson(scene.skill, 'evals', 'evals.json');
  await writeEvals(scene, evals.slice(0, 1));
  return scene;
}

/** Changes the evals of a scene's skill. */
async function writeEvals(scene: Scene, evals: unknown): Promise<void> {
  await writeFile(
    join(scene.skill, 'evals', 'evals.json'),
    typeof evals === 'string' ? evals : JSON.stringify({ evals }),
  );
}

const EVAL = { id: 1, prompt: 'Work through case A.', expectations: ['It is done'] };

describe('a skill that is none', () => {
  it('is refused where there is no folder, and where the folder has no SKILL.md', async () => {
    const scene = await smallScene();
    expect(await refusal(scene.run(['improve', 'nowhere', ...PLAN]), 2)).toContain('nowhere does not exist.');
    await rm(join(scene.skill, 'SKILL.md'));
    expect(await refusal(improve(scene), 2)).toContain(`${scene.skill}/SKILL.md does not exist.`);
    expect(await exists(scene.workspace)).toBe(false);
  });

  it.each([
    ['# Plan\n', 'SKILL.md, line 1: there is no front matter'],
    ['---\nname: plan\ndescription: a: b\n---\n', 'SKILL.md, line 3: no YAML'],
  ])('is refused when SKILL.md is %j', async (text, message) => {
    const scene = await smallScene();
    await writeFile(join(scene.skill, 'SKILL.md'), text);
    expect(await refusal(improve(scene), 2)).toContain(message);
    expect(await exists(scene.workspace)).toBe(false);
  });

  it('is refused when it holds what cannot be copied', async () => {
    const scene = await smallScene();
    await symlink('/etc/hostname', join(scene.skill, 'host'));
    expect(await refusal(improve(scene), 2)).toContain('"host"');
    expect(await exists(join(scene.workspace, 'run.json'))).toBe(false);
  });
});

describe('evals that cannot be understood', () => {
  it.each([
    ['{\n  "evals": [}\n}', 'evals/evals.json:2:13: is no JSON'],
    [[], '"evals" with at least one eval'],
    [[EVAL, { ...EVAL, prompt: 'again' }], '/evals/1/id: the id "1" is used twice (first at /evals/0)'],
    [[EVAL, { ...EVAL, id: 'a b' }, { ...EVAL, id: 'a-b' }], 'the id "a-b" names the same folder as "a b"'],
    [[{ ...EVAL, files: ['files/none.txt'] }], '/evals/0/files/0: "files/none.txt" does not exist'],
    [[{ ...EVAL, expectations: [{ type: 'file_exist', file: 'a' }] }], 'file_exist'],
  ])('are refused: %j', async (evals, message) => {
    const scene = await smallScene();
    await writeEvals(scene, evals);
    expect(await refusal(improve(scene), 2)).toContain(message);
    expect(await exists(scene.workspace)).toBe(false);
  });

  it('do not hold the eval that is asked for', async () => {
    const scene = await smallScene();
    const said = await refusal(scene.run(['eval', 'plan', '--eval', '9', ...PLAN]), 2);
    expect(said).toContain('There is no eval "9".\n  There are 1.');
  });

  it('are refused when there are none', async () => {
    const scene = await smallScene();
    await rm(join(scene.skill, 'evals'), { recursive: true });
    expect(await refusal(improve(scene), 2)).toContain('evals/evals.json does not exist.');
    expect(await exists(scene.workspace)).toBe(false);
  });
});

describe('a workspace that is not for this run', () => {
  it('is refused when it belongs to another skill', async () => {
    const scene = await smallScene();
    await measure(scene);
    const other = join(scene.root, 'other');
    await cp(scene.skill, other, { recursive: true });
    await writeFile(join(other, 'SKILL.md'), '---\nname: other\ndescription: Another.\n---\n');
    const before = await pathsBelow(scene.workspace);
    const said = await refusal(scene.run(['improve', other, ...PLAN, '--workspace', scene.workspace]), 2);
    expect(said).toContain('is the workspace of the skill plan, not of other');
    expect(await pathsBelow(scene.workspace)).toEqual(before);
  });

  it('is refused when it is a folder with something else in it', async () => {
    const scene = await smallScene();
    await mkdir(scene.workspace);
    await writeFile(join(scene.workspace, 'thesis.txt'), 'mine');
    expect(await refusal(improve(scene), 2)).toContain('is no workspace: it holds "thesis.txt"');
    expect(await refusal(improve(scene, ['--restart']), 2)).toContain('"thesis.txt"');
    expect(await readdir(scene.workspace)).toEqual(['thesis.txt']);
  });

  it('is refused when it is a file', async () => {
    const scene = await smallScene();
    await writeFile(scene.workspace, 'mine');
    expect(await refusal(improve(scene), 2)).toContain(scene.workspace);
    expect(await readFile(scene.workspace, 'utf8')).toBe('mine');
  });

  it('is refused when another tool wrote it, which `log` reads all the same', async () => {
    const scene = await smallScene();
    await mkdir(join(scene.workspace, 'v0'), { recursive: true });
    const rows =
      'iteration\ttimestamp\tscore\tbest_score\taction\tchangelog\r\n0\t2025-01-15T10:30:00Z\t0.5\t0.5\tbaseline\tFirst';
    await writeFile(join(scene.workspace, 'results.tsv'), rows);
    expect(await refusal(improve(scene), 2)).toContain('was written by another tool');
    const { stdout } = await scene.run(['log', scene.skill]);
    expect(stdout).toMatch(/0 +0\.5 +0\.5 .+ baseline +First/);
    expect(await readFile(join(scene.workspace, 'results.tsv'), 'utf8')).toBe(rows);
  });

  it('is refused while a live process works in it', async () => {
    const scene = await smallScene();
    const first = scene.start(['improve', scene.skill, ...PLAN, '--iterations', '0', '--env', 'PLAN_DELAY_MS'], {
      env: { PLAN_DELAY_MS: '60000' },
    });
    await first.lines(1);
    const said = await refusal(improve(scene), 2);
    expect(said).toContain(`Process ${first.pid} on `);
    expect(said).toContain('Wait for that process, or end it.');
    expect(await refusal(improve(scene, ['--restart']), 2)).toContain(`Process ${first.pid} on `);
    first.kill('SIGTERM');
    await first.lines(1, /Stopping/);
    first.kill('SIGTERM');
    expect((await first.ended).code).toBe(143);
  });

  it('is refused when the skill or its evals have changed since, unless the run begins anew', async () => {
    const scene = await smallScene();
    await measure(scene);
    await appendFile(join(scene.skill, 'SKILL.md'), 'More.\n');
    expect(await refusal(improve(scene), 2)).toContain('equals none of its versions');
    expect((await measure(scene, ['--restart'])).code).toBe(0);
    expect(await exists(join(`${scene.workspace}-1`, 'results.tsv'))).toBe(true);
    await writeEvals(scene, [EVAL]);
    expect(await refusal(improve(scene), 2)).toContain('evals was changed since the run began');
  });

  it('is refused when the measurement would change in the midst of a run', async () => {
    const scene = await smallScene();
    await measure(scene, ['--seed', '1']);
    expect(await refusal(improve(scene, ['--seed', '2']), 2)).toContain('begun with seed 1; it cannot go on with 2');
  });

  it('is named when its records cannot be read', async () => {
    const scene = await smallScene();
    await measure(scene);
    scene.tampered();
    await writeFile(join(scene.workspace, 'run.json'), '{ "schema_version": 1 ');
    expect(await refusal(improve(scene), 2)).toContain(`${scene.workspace}/run.json is no JSON`);
  });
});

describe('what a kill left half-written', () => {
  it('is thrown away when the run had not begun', async () => {
    const scene = await smallScene();
    for (const folder of [
      'v0',
      '.v0.skillratchet-partial',
      '.candidate.skillratchet-partial',
      'manifests',
      'fallbacks',
    ]) {
      await mkdir(join(scene.workspace, folder), { recursive: true });
      await writeFile(join(scene.workspace, folder, 'v0.json'), 'half');
    }
    await writeFile(join(scene.workspace, 'run.json.123456'), '{');
    expect(await improve(scene)).toMatchObject({ code: 0, stderr: expect.stringMatching(/^started plan/) });
    expect((await pathsBelow(scene.workspace)).filter((path) => /v0\/v0|partial|\.\d+$/.test(path))).toEqual([]);
  });

  it('is mended in results.tsv and the journal by the next start, and `log` shows every row before that', async () => {
    const scene = await smallScene();
    await improve(scene);
    const path = join(scene.workspace, 'results.tsv');
    const whole = await readFile(path, 'utf8');
    await truncate(path, whole.length - 30);
    await appendFile(join(scene.workspace, 'events.jsonl'), '{"event":"call_star');
    const { code, stdout, stderr } = await scene.run(['log', scene.workspace]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^(warning: .*\n)?$/) });
    expect(stdout).toMatch(/1 +0\.8 +0\.8 .+ kept +Added output format specification/);
    expect((await improve(scene)).code).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(whole);
    expect(await readFile(join(scene.workspace, 'events.jsonl'), 'utf8')).not.toContain('call_star{');

    for (const name of ['state.json', 'best', 'results.tsv']) await rm(join(scene.workspace, name));
    await rm(join(scene.workspace, 'candidate'), { recursive: true });
    expect((await improve(scene, ['--iterations', '2'])).code).toBe(0);
    expect((await readFile(path, 'utf8')).startsWith(whole)).toBe(true);
    expect(await resultsOf(scene.workspace)).toMatch(/\n2\tT\t0\.72\t0\.8\treverted\t/);
    expect(await readFile(join(scene.workspace, 'best'), 'utf8')).toBe('v1\n');
    expect(await hashTree(join(scene.workspace, 'candidate'))).toEqual(
      (await readJson(scene.workspace, 'manifests', 'v1.json')).entries,
    );
    expect((await readJson(scene.workspace, 'state.json')).stop_reason).toBe('iterations');
    expect(await brokenSeals(scene.workspace)).toEqual([]);
  });
});

describe('an agent that cannot work', () => {
  it('is named when its program is not there, before anything is written', async () => {
    const scene = await smallScene();
    const nope = scene.run(['improve', scene.skill, '--agent', 'command:./nope']);
    expect(await refusal(nope, 4)).toContain(`${scene.root}/nope was not found or is not executable`);
    const empty = { PATH: scene.temp };
    expect(await refusal(scene.run(['improve', scene.skill], { env: empty }), 4)).toMatch(/claude.*\n.*install/is);
    expect(await exists(join(scene.workspace, 'run.json'))).toBe(false);
  });

  it('that is not logged in stops the run with nothing decided; the run goes on once it is', async () => {
    const scene = await smallScene();
    const said = await scene.run(['improve', scene.skill, '--agent', scripted('auth-error'), '--iterations', '0']);
    expect(said).toMatchObject({ code: 4, stdout: expect.stringContaining('not logged in; run the login command') });
    expect(await exists(join(scene.workspace, 'results.tsv'))).toBe(false);
    expect(await exists(join(scene.workspace, 'iteration-0', 'decision.json'))).toBe(false);
    const { stdout } = await scene.run(['status', scene.skill]);
    expect(stdout).toContain('stopped by agent_unavailable');
  });
});

describe('odd places', () => {
  it('are fine: spaces, quotes, Unicode, and the skill as `.`', async () => {
    const scene = await smallScene();
    const home = join(scene.root, `it's a "place" — 場所 $HOME`);
    await mkdir(home);
    const skill = join(home, 'plan');
    await rename(scene.skill, skill);
    const { code, stdout } = await scene.run(['improve', '.', ...PLAN, '--iterations', '1'], { cwd: skill });
    expect(code).toBe(0);
    expect(await readdir(home)).toEqual(['plan', 'plan-autoresearch']);
    expect(await resultsOf(`${skill}-autoresearch`)).toContain('\n1\tT\t0.8\t0.8\tkept\t');
    const [, word] = /skillratchet apply --workspace (.*?) {2,}puts v1/.exec(stdout) ?? [];
    expect(execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(`${skill}-autoresearch`);
    expect((await scene.run(['apply', '--yes'], { cwd: skill })).code).toBe(0);
    expect(await readFile(join(skill, 'SKILL.md'), 'utf8')).toContain('(step 1)');
  });

  it('include a link to the skill, whose run is beside the real folder', async () => {
    const scene = await smallScene();
    await symlink(scene.skill, join(scene.root, 'link'));
    expect((await scene.run(['improve', 'link', ...PLAN, '--iterations', '0'])).code).toBe(0);
    expect(await exists(join(scene.workspace, 'results.tsv'))).toBe(true);
  });

  it('include a skill that is a git root, whose .git is neither copied nor touched', async () => {
    const scene = await smallScene();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: scene.skill,
        encoding: 'utf8',
      });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');
    const dotGit = async () => (await hashAll(join(scene.skill, '.git'))).join('\n');
    const before = await dotGit();
    expect((await measure(scene)).code).toBe(0);
    expect(await dotGit()).toBe(before);
    expect((await pathsBelow(scene.workspace)).filter((path) => /(^|\/)\.git(\/|$)/.test(path))).toEqual([]);
    expect((await readJson(scene.workspace, 'iteration-0', 'environment.json')).git).toMatchObject({ dirty: false });
  });

  it('include a read-only skill, into which nothing can be applied', async ({ skip }) => {
    const scene = await smallScene();
    // Root may write anywhere, so it has the program run as somebody else.
    const user = process.getuid?.() === 0 ? { uid: NOBODY } : {};
    if (user.uid !== undefined) execFileSync('chown', ['-R', String(NOBODY), scene.root]);
    if ((await scene.run(['--version'], user)).code !== 0) skip('another user may not read the checkout');
    await chmod(scene.skill, 0o555);
    const before = await hashTree(scene.skill);
    expect((await improve(scene, [], user)).code).toBe(0);
    expect(await resultsOf(scene.workspace)).toContain('\n1\tT\t0.8\t0.8\tkept\t');
    expect(await refusal(scene.run(['apply', '--yes'], user), 2)).toContain('cannot be written');
    expect(await hashTree(scene.skill)).toEqual(before);
    await chmod(scene.skill, 0o755);
    expect((await scene.run(['apply', '--yes'], user)).code).toBe(0);
  });
});

describe('words on the command line', () => {
  it.each([
    [['improve', 'plan', '--iteratons', '3'], 'Did you mean --iterations?'],
    [['imporve', 'plan'], 'Did you mean improve?'],
    [['improve'], "missing required argument 'skill'"],
    [['improve', 'plan', 'plan2'], 'too many arguments'],
    [['improve', 'plan', '--agent', 'clod'], 'The agent "clod" is unknown.'],
    [['improve', 'plan', '--agent', 'command'], 'needs a program'],
    [['improve', 'plan', '--iterations=-1'], 'It must be a whole number from 0 on'],
    [['restore', 'v0'], "required option '--to <DIR>'"],
    [['log', 'nowhere'], 'No workspace was found at'],
    [['status'], 'No workspace was found at'],
    [['apply'], 'No workspace was found at'],
  ])('%j are refused', async (args, message) => {
    const scene = await smallScene();
    expect(await refusal(scene.run(args), 2)).toContain(message);
    expect((await readdir(scene.root)).sort()).toEqual(['home', 'plan', 'tmp']);
  });
});

async function hashAll(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map(async (file) => `${file} ${(await readFile(file)).toString('base64')}`));
}
