import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { scripted } from '../support/cli.ts';
import { openScene, type Scene, setScene, writeAgent } from '../support/scene.ts';
import { readJson, resultsOf } from '../support/workspace-files.ts';

const PLAN = ['--agent', scripted('plan'), '--env', 'PLAN_CALL_LOG'];
const COMMANDS = ['demo', 'improve', 'eval', 'log', 'status', 'restore', 'apply'];

const rolesOf = async (scene: Scene) => (await scene.calls()).map(({ role }) => role).sort();
const PASS = ['executor', 'executor', 'executor', 'executor', 'judge'];

describe('after a run', () => {
  let scene: Scene;
  let close: () => Promise<void>;

  /** What a command prints as its one JSON document. */
  async function json(...args: readonly string[]) {
    const { code, stdout, stderr } = await scene.run([...args, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('error') });
    return JSON.parse(stdout);
  }

  async function refused(code: number, ...args: readonly string[]): Promise<string> {
    const { stderr, ...ended } = await scene.run(args);
    expect(ended).toMatchObject({ code, stdout: '' });
    return stderr;
  }

  beforeAll(async () => {
    ({ scene, close } = await openScene());
    const { code, stdout, stderr } = await scene.run(['improve', 'plan', ...PLAN, '--iterations', '3', '--json']);
    if (code !== 0) throw new Error(stderr);
    expect(JSON.parse(stdout)).toMatchObject({ stop_reason: 'iterations', message: null, best: 'v3' });
    expect(JSON.parse(stdout).rows).toHaveLength(4);
  });
  afterAll(() => close());

  it('`log` shows every iteration, wherever it is asked from', async () => {
    for (const [args, cwd] of [
      [[], scene.root],
      [[], scene.skill],
      [[], scene.workspace],
      [['plan'], scene.root],
      [['--workspace', scene.workspace], scene.temp],
    ] as const) {
      const { code, stdout } = await scene.run(['log', ...args], { cwd });
      expect(code).toBe(0);
      expect(stdout.split('\n')).toEqual([
        expect.stringMatching(/^iteration +score +best +action +change$/),
        expect.stringMatching(/^0 +0\.66 +0\.66 .+ baseline +Initial evaluation$/),
        expect.stringMatching(/^1 +0\.78 +0\.78 .+ kept +Added output format specification$/),
        expect.stringMatching(/^2 +0\.72 +0\.78 .+ reverted +Error handling rewrite caused regression$/),
        expect.stringMatching(/^3 +0\.85 +0\.85 .+ kept +Added examples and clarified edge cases$/),
        '',
        expect.stringMatching(/^one pass of these 4 evals has a noise of ± /),
        '',
      ]);
    }
    const { rows } = await json('log');
    expect(rows.map(({ action }: { action: string }) => action)).toEqual(['baseline', 'kept', 'reverted', 'kept']);
  });

  it('`log` shows the last ones, newest first, as CSV, and with a chart where one is asked for', async () => {
    const { stdout: csv } = await scene.run(['log', '-n', '2', '--reverse', '--csv']);
    expect(csv.split('\n')).toEqual([
      'iteration,timestamp,score,best_score,action,changelog',
      expect.stringMatching(/^3,[^,]+\+00:00,0\.85,0\.85,kept,Added examples and clarified edge cases$/),
      expect.stringMatching(/^2,[^,]+\+00:00,0\.72,0\.78,reverted,Error handling rewrite caused regression$/),
      '',
    ]);
    expect((await json('log', '--last', '1')).rows).toMatchObject([{ iteration: 3 }]);
    const { stdout: charted } = await scene.run(['log', '--chart']);
    expect(charted).toMatch(/^ +│ +●─+$/m);
    expect(charted).toMatch(/^ +◆ baseline {2}● kept {2}○ reverted {2}─ best$/m);
    expect(await scene.run(['log', '--csv', '--json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not as both'),
    });
    expect(await refused(2, 'log', '-n', '0')).toContain('whole number from 1 on');
  });

  it('`show` has the transcript of a trial, and `diff` how much larger the skill became', async () => {
    const { stdout: said } = await scene.run(['show', '1/1', '--transcript']);
    expect(said).toBe(await readFile(join(scene.workspace, 'iteration-1', 'eval-1', 'transcript.md'), 'utf8'));
    expect(await refused(2, 'show', '1', '--transcript')).toContain('is for a trial');
    const { bytes } = await json('diff', 'v0', 'best');
    expect(bytes.b).toBeGreaterThan(bytes.a);
    expect((await scene.run(['diff', 'v0', 'best', '--stat'])).stdout).toMatch(
      /^0\.\d → 0\.\d kB, about \+\d+ tokens$/m,
    );
  });

  it('`status --watch` ends with the run, and says it once where nothing changes', async () => {
    const { stdout, code } = await scene.run(['status', '--watch']);
    expect(code).toBe(0);
    expect(stdout).toBe((await scene.run(['status'])).stdout);
    expect(await scene.run(['status', '--watch', '--json'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('one document'),
    });
  });

  it('`status` says where it stands', async () => {
    const { stdout } = await scene.run(['status']);
    expect(stdout).toMatch(/^at work +nobody; stopped by iterations$/m);
    expect(stdout).toMatch(/^best +v3 at 0\.85$/m);
    expect(await json('status')).toMatchObject({
      held_by: null,
      best: 'v3',
      open_trials: 0,
      state: { stop_reason: 'iterations', spend: { calls: 23, trials: 16, cost_usd: null } },
      last: { iteration: 3, action: 'kept' },
    });
  });

  it('`restore` refuses a version that there is not, and every folder that would lose something', async () => {
    const missing = await refused(2, 'restore', 'v2', '--to', 'old');
    expect(missing).toContain('There is no version "v2". Only kept iterations have a version.');
    expect(missing).toContain('There are v0, v1, v3 and best.');
    expect(await exists(join(scene.root, 'old'))).toBe(false);

    await mkdir(join(scene.root, 'full'));
    await writeFile(join(scene.root, 'full', 'thesis.txt'), 'mine');
    expect(await refused(2, 'restore', 'v1', '--to', 'full')).toContain('holds files that equal no version');
    expect(await readdir(join(scene.root, 'full'))).toEqual(['thesis.txt']);

    await mkdir(join(scene.root, 'empty'));
    await symlink('empty', join(scene.root, 'link'));
    expect(await refused(2, 'restore', 'v1', '--to', 'link')).toContain('is a link');
    expect(await readdir(join(scene.root, 'empty'))).toEqual([]);
    expect(await refused(2, 'restore', 'v1', '--to', scene.workspace)).toContain('lies in the workspace');
    expect(await refused(2, 'restore', 'v1', '--to', 'calls.jsonl')).toContain('is no folder');
  });

  it('`restore` writes into a new folder, an empty one, and one that equals a version', async () => {
    const target = join(scene.root, 'versions', 'now');
    await mkdir(target, { recursive: true });
    for (const version of ['v0', 'v1', 'v3']) {
      expect(await json('restore', version, '--to', target)).toEqual({ version, to: target, verified: true });
      expect(await hashTree(target)).toEqual((await readJson(scene.workspace, 'manifests', `${version}.json`)).entries);
    }
  });

  it('`restore` refuses a version that was altered, and writes nothing', async () => {
    const file = join(scene.workspace, 'v1', 'SKILL.md');
    const text = await readFile(file, 'utf8');
    await chmod(file, 0o644);
    await writeFile(file, `${text}altered\n`);
    expect(await refused(2, 'restore', 'v1', '--to', 'altered')).toContain('"SKILL.md" in');
    expect(await exists(join(scene.root, 'altered'))).toBe(false);
    await writeFile(file, text);
  });

  it('`apply` asks, and refuses where nobody can answer', async () => {
    const said = await refused(2, 'apply');
    expect(said).toContain('there is no terminal to ask on');
    expect(said).toContain('Add --yes.');
    expect(await hashTree(scene.skill)).toEqual((await readJson(scene.workspace, 'manifests', 'v0.json')).entries);
  });

  it('`apply` puts the best version into the skill, but for its evals, and keeps a copy of what was there', async () => {
    const before = await hashTree(scene.skill);
    const evals = join(scene.skill, 'evals', 'evals.json');
    const suite = await readFile(evals, 'utf8');
    await writeFile(evals, `${suite}\n`);
    const applied = await json('apply', '--yes');
    expect(applied).toMatchObject({ version: 'v3', skill: scene.skill, changed: ['SKILL.md'] });
    expect(await readFile(evals, 'utf8')).toBe(`${suite}\n`);
    await writeFile(evals, suite);
    expect(await hashTree(scene.skill)).toEqual((await readJson(scene.workspace, 'manifests', 'v3.json')).entries);
    const backup = await hashTree(applied.backup);
    expect(backup.find(({ path }) => path === 'SKILL.md')).toEqual(before.find(({ path }) => path === 'SKILL.md'));
  });

  it('`apply` changes nothing when it is asked twice, and the run goes on from an applied version', async () => {
    const { stdout } = await scene.run(['apply', '--yes']);
    expect(stdout).toContain('plan is v3 already; nothing was changed.');
    expect(await json('apply')).toMatchObject({ version: 'v3', changed: [], backup: null });
    expect(await json('improve', 'plan')).toMatchObject({ stop_reason: 'iterations', best: 'v3' });
    expect(await rolesOf(scene)).toHaveLength(23);
  });

  it('`apply` refuses a skill that was changed by hand, and puts any version back into one that was not', async () => {
    const file = join(scene.skill, 'SKILL.md');
    const text = await readFile(file, 'utf8');
    await writeFile(file, `${text}by hand\n`);
    expect(await refused(3, 'apply', 'v0', '--yes')).toContain('holds changes that are in no version');
    expect(await readFile(file, 'utf8')).toBe(`${text}by hand\n`);
    await writeFile(file, text);
    expect((await scene.run(['apply', 'v0', '--yes'])).code).toBe(0);
    expect(await hashTree(scene.skill)).toEqual((await readJson(scene.workspace, 'manifests', 'v0.json')).entries);
  });
});

describe('`eval`', () => {
  it('measures one eval, then the others, and `improve` takes them over as its baseline', async () => {
    const scene = await setScene();
    const one = await scene.run(['eval', 'plan', '--eval', '2', ...PLAN, '--json']);
    expect(JSON.parse(one.stdout)).toMatchObject({ eval_id: '2', grading: { summary: { passed: 17, total: 25 } } });
    expect(await rolesOf(scene)).toEqual(['executor']);
    const shown = await scene.run(['eval', 'plan', '--eval', '2', ...PLAN]);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('17') });
    expect(await exists(join(scene.workspace, 'results.tsv'))).toBe(false);

    const all = await scene.run(['eval', 'plan', ...PLAN]);
    expect(all).toMatchObject({ code: 0, stdout: expect.stringMatching(/^0 +0\.66 +0\.66 .+ baseline/m) });
    expect(await rolesOf(scene)).toEqual(PASS);
    await scene.run(['improve', 'plan', ...PLAN, '--iterations', '1']);
    expect(await rolesOf(scene)).toEqual([...PASS, ...PASS, 'improver'].sort());
    expect(await resultsOf(scene.workspace)).toMatch(/\n0\tT\t0\.66\t.*\n1\tT\t0\.78\t/);
  });

  it('says when the eval could not be measured', async () => {
    const scene = await setScene();
    const flags = ['--agent', scripted('exits-3'), '--retries', '0', '--json'];
    const { code, stdout, stderr } = await scene.run(['eval', 'plan', '--eval', '1', ...flags]);
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: expect.stringContaining('could not be measured: agent_error'),
    });
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'unmeasured' } });
  });
});

describe('a run under way', () => {
  it('is seen by `status`, with who works on it and what is finished', async () => {
    const scene = await setScene();
    const flags = [...PLAN, '--env', 'PLAN_DELAY_MS', '--concurrency', '1', '--iterations', '0'];
    const program = scene.start(['improve', 'plan', ...flags], { env: { PLAN_DELAY_MS: '400' } });
    // Its start, that the judge grades its own work, and the first trial.
    await program.lines(3);
    const status = JSON.parse((await scene.run(['status', '--json'])).stdout);
    expect(status).toMatchObject({
      held_by: { pid: program.pid },
      best: null,
      last: null,
      state: { stop_reason: null },
    });
    expect(status.open_trials).toBeGreaterThanOrEqual(1);
    expect(status.state.spend.calls).toBeGreaterThan(status.open_trials);
    const text = (await scene.run(['status'])).stdout;
    expect(text).toContain(`process ${program.pid} on `);
    expect((await program.ended).code).toBe(0);
  });
});

describe('a run that comes to an end of another kind', () => {
  it('stops before it goes over the cap on trials, and goes on under a higher one', async () => {
    const scene = await setScene();
    const capped = await scene.run(['improve', 'plan', ...PLAN, '--iterations', '2', '--max-trials', '10']);
    expect(capped).toMatchObject({ code: 5, stdout: expect.stringContaining('the cap on trials is reached') });
    expect((await rolesOf(scene)).filter((role) => role === 'executor').length).toBeLessThanOrEqual(10);
    expect(await readFile(join(scene.workspace, 'best'), 'utf8')).toBe('v1\n');
    const { code } = await scene.run(['improve', 'plan', ...PLAN, '--max-trials', '20']);
    expect(code).toBe(0);
    expect(await rolesOf(scene)).toEqual([...PASS, ...PASS, ...PASS, 'improver', 'improver'].sort());
  });

  it('stops when time is up', async () => {
    const scene = await setScene();
    const { code, stdout } = await scene.run(['improve', 'plan', ...PLAN, '--max-time', '0.1s']);
    expect({ code, stdout }).toEqual({ code: 5, stdout: expect.stringContaining('the cap on time is reached') });
  });

  it('has no row when the baseline cannot be measured', async () => {
    const scene = await setScene();
    const flags = ['--agent', scripted('exits-3'), '--retries', '0'];
    const { code, stdout } = await scene.run(['improve', 'plan', ...flags, '--json']);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 6, stop_reason: 'unmeasured', best: null, rows: [] });
    expect(await exists(join(scene.workspace, 'results.tsv'))).toBe(false);
  });

  it('never keeps a candidate that could not be measured whole, and shows no score for it', async () => {
    const scene = await setScene();
    const agent = await writeAgent(
      scene,
      `{ executor(request) {
        const isCandidate = /step 1/.test(readFileSync(request.skill.dir + '/SKILL.md', 'utf8'));
        if (isCandidate && /case C/.test(request.prompt)) process.exit(3);
        return planRoles.executor(request);
      } }`,
    );
    const flags = ['--agent', agent, '--retries', '1', '--iterations', '1', '--json'];
    const { code, stdout } = await scene.run(['improve', 'plan', ...flags]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).rows[1]).toMatchObject({ score: '', best_score: '0.66', action: 'reverted' });
    expect(await resultsOf(scene.workspace)).toContain('\n1\tT\t\t0.66\treverted\tAdded output format specification\n');
    const trial = join(scene.workspace, 'iteration-1', 'eval-3');
    expect(await readJson(trial, 'trial.json')).toMatchObject({ outcome: 'agent_error', attempts: 2 });
    expect(await readdir(join(trial, 'attempts'))).toEqual(['1', '2']);
    expect(await exists(join(trial, 'grading.json'))).toBe(false);
    const { unmeasured, reason } = await readJson(scene.workspace, 'iteration-1', 'decision.json');
    expect({ unmeasured, reason }).toMatchObject({
      unmeasured: [{ eval_id: '3' }],
      reason: expect.stringMatching(/^undecided/),
    });
  });
});

describe('every command', () => {
  it('has help with examples', async () => {
    const scene = await setScene();
    for (const args of [[], ...COMMANDS.map((command) => [command])]) {
      const { code, stdout, stderr } = await scene.run([...args, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: skillratchet.*\n\n\S.*Options:.*Examples:\n {2}\$ skillratchet /s);
    }
    const version = await scene.run(['--version']);
    expect(version.stdout).toBe(`${(await readJson('package.json')).version}\n`);
  });

  it('says what is wrong in one JSON document where that is asked for', async () => {
    const scene = await setScene();
    for (const [args, code, word] of [
      [['improve', 'plan', '--iteratons', '3'], 'usage', 'unknown option'],
      [['eval', 'nowhere'], 'invalid_skill', 'nowhere does not exist'],
      [['log'], 'usage', 'No workspace was found'],
      [['status', 'plan'], 'usage', 'No workspace was found'],
      [['restore', 'v1', '--to', 'old'], 'usage', 'No workspace was found'],
      [['apply', '--yes'], 'usage', 'No workspace was found'],
      [['demo', '--to', 'plan'], 'usage', 'is not empty'],
    ] as const) {
      const ended = await scene.run([...args, '--json']);
      expect(ended.code).toBe(2);
      expect(JSON.parse(ended.stdout)).toEqual({
        error: { code, message: expect.stringContaining(word), hint: expect.toBeOneOf([null, expect.any(String)]) },
      });
    }
    expect((await readdir(scene.root)).sort()).toEqual(['home', 'plan', 'tmp']);
  });
});
