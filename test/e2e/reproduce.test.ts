import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene, writeAgent } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

async function climbed(): Promise<Scene> {
  const scene = await setScene();
  const flags = ['--agent', scripted('plan'), '--iterations', '2', '--final-passes', '0'];
  const { code, stderr } = await scene.run(['improve', scene.skill, ...flags]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return scene;
}

describe('reproduce', () => {
  it('puts the score beside the recorded one, for people and for programs, however the iteration is named', async () => {
    const scene = await climbed();
    for (const what of [['2'], [scene.workspace, '2'], [`${scene.skill}:2`], ['iteration-2', '--workspace', 'plan']]) {
      const { code, stdout } = await scene.run(['reproduce', ...what, '--json']);
      expect(code).toBe(0);
      const record = JSON.parse(stdout);
      expect(record).toMatchObject({ workspace: scene.workspace, iteration: 2, recorded: 0.72, score: 0.72 });
      expect(record).toMatchObject({ verdict: 'same', differs: [] });
    }
    const { code, stdout } = await scene.run(['reproduce', 'best']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Iteration 1 again: 4 trials by command:.*plan\.js\n/);
    expect(stdout).toMatch(/^ {2}score +0\.78 +0\.78 {2}same$/m);
    expect(stdout).toContain('Kept in passes/reproduce-5; no iteration and no row changed.');
    const shown = (await scene.run(['show', '1'])).stdout;
    expect(shown.match(/^again .*$/gm)).toEqual([
      expect.stringMatching(
        /^again +\S+ by command:.*plan\.js: 0\.78, and 0\.78 then\. It came out again, to the last digit\.$/,
      ),
    ]);
    const { iteration } = JSON.parse((await scene.run(['show', '2', '--json'])).stdout);
    expect(iteration.reproductions.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it('says what it would do, and does nothing', async () => {
    const scene = await climbed();
    const { code, stdout } = await scene.run(['reproduce', '1', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Iteration 1 again by command:.*: 4 trials and 1 call of the judge\. Nothing was done\.\n$/,
    );
    const plan = await scene.run(['reproduce', '1', '--dry-run', '--json', '--agent', 'replay:x']);
    expect(JSON.parse(plan.stdout)).toEqual({
      plan: { iteration: 1, agent: 'replay:x', judge: 'replay:x', trials: 4, judge_calls: 1 },
    });
  });

  it('comes out the same from what was recorded of the run, when its agent and its skill are gone', async () => {
    const scene = await climbed();
    await scene.run(['export', 'artifacts', '--workspace', scene.workspace]);
    await rm(scene.skill, { recursive: true });
    const { code, stdout } = await scene.run(['reproduce', '2', '--agent', 'replay:artifacts', '--json']);
    expect(code).toBe(0);
    const record = JSON.parse(stdout);
    expect(record).toMatchObject({ recorded: 0.72, score: 0.72, verdict: 'same' });
    expect(record.differs.map(({ what }: { what: string }) => what)).toEqual(['executor.name', 'judge.name']);
  });

  it('that was killed goes on at the next start, and pays no finished trial again', async () => {
    const scene = await climbed();
    const hangs = join(scene.root, 'hangs');
    const agent = await writeAgent(
      scene,
      `{ executor: async (request) => {
        const { existsSync } = await import('node:fs');
        if (request.prompt.includes('case C') && !existsSync(${JSON.stringify(hangs)})) await new Promise((go) => setTimeout(go, 600_000));
        return planRoles.executor(request);
      } }`,
    );
    const again = ['reproduce', '2', '--agent', agent, '--concurrency', '1', '--json'];
    const running = scene.start(again);
    await running.lines(1, /^reproduce-1 {2}iteration 2 {2}eval 2 {2}18\/25$/);
    running.kill('SIGKILL');
    await running.ended;
    await writeFile(hangs, '');
    const { code, stdout } = await scene.run(again);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ number: 1, recorded: 0.72, score: 0.72, verdict: 'same' });
    expect(await readdir(join(scene.workspace, 'passes'))).toEqual(['reproduce-1']);
    const events = (await readFile(join(scene.workspace, 'events.jsonl'), 'utf8')).trimEnd().split('\n');
    const started = events.map((line) => JSON.parse(line)).filter(({ purpose }) => purpose === 'reproduce-1');
    const executors = started.filter(({ event, role }) => event === 'call_started' && role === 'executor');
    const finished = executors.map(({ eval_id }) => eval_id).filter((id) => ['1', '2', '4'].includes(id));
    expect(finished).toEqual(['1', '2', '4']);
  });

  it('exits with 6 where too little was measured, 4 without its agent, 5 at a cap, 2 and 3 where there is nothing', async () => {
    const scene = await climbed();
    const fails = await writeAgent(scene, '{ executor: async () => process.exit(3) }');
    const unmeasured = await scene.run(['reproduce', '1', '--agent', fails, '--judge', scripted('plan')]);
    expect(unmeasured).toMatchObject({ code: 6, stdout: expect.stringContaining('Too little was measured this time') });
    expect((await scene.run(['reproduce', '1', '--agent', 'command:./nowhere'])).code).toBe(4);
    const capped = await scene.run(['reproduce', '1', '--max-trials', '15']);
    expect(capped).toMatchObject({
      code: 5,
      stdout: expect.stringContaining('--max-trials raises it for this start.'),
    });
    for (const what of [['9'], ['x'], ['1', '2', '3'], ['./nowhere', '1'], []]) {
      expect((await scene.run(['reproduce', ...what])).code, what.join(' ')).toBe(2);
    }
    expect(await readJson(join(scene.workspace), 'run.json')).toMatchObject({ epochs: [] });
  });
});
