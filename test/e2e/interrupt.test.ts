import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../src/store/journal.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { type Running, scripted } from '../support/cli.ts';
import { processesOf, type Scene, setScene, writeAgent } from '../support/scene.ts';
import { brokenSeals, resultsOf } from '../support/workspace-files.ts';

const SLOW = { PLAN_DELAY_MS: '800' };
const LET_THROUGH = ['--env', 'PLAN_CALL_LOG', '--env', 'PLAN_DELAY_MS'];

/** As executor it does not care about SIGTERM. */
const DEAF = "{ executor(request) { process.on('SIGTERM', () => {}); return planRoles.executor(request); } }";

const improve = (scene: Scene, concurrency = 2) => [
  ...['improve', scene.skill, '--agent', scripted('plan'), '--iterations', '1'],
  ...['--concurrency', String(concurrency), ...LET_THROUGH],
];

/** Resolves when the agent has begun so many calls. */
async function callsBegun(scene: Scene, count: number, program: Running): Promise<void> {
  let over = false;
  void program.ended.finally(() => {
    over = true;
  });
  while (!over && (await scene.calls()).length < count) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function eventsOf(scene: Scene) {
  return readEvents(workspaceAt(scene.workspace).events);
}

describe('improve, interrupted', () => {
  it('once by Ctrl-C lets the calls under way finish, keeps them, and starts nothing new', async () => {
    const scene = await setScene();
    const program = scene.start(improve(scene), { env: SLOW });
    await callsBegun(scene, 2, program);
    program.kill('SIGINT');
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: expect.stringContaining('it was interrupted') });
    expect(stderr).toContain('Stopping: the calls under way may finish. Press Ctrl-C again to end them.');
    expect(stdout).toContain('  skillratchet improve plan');
    expect(await scene.calls()).toHaveLength(2);
    const ends = (await eventsOf(scene)).flatMap((event) => (event.event === 'call_ended' ? [event.end] : []));
    expect(ends).toEqual(['completed', 'completed']);

    const resumed = await scene.run(improve(scene));
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/^resumed plan/) });
    expect(await resultsOf(scene.workspace)).toContain('\n1\tT\t0.78\t0.78\tkept\t');
    expect(await scene.calls()).toHaveLength(11);
    expect(await brokenSeals(scene.workspace)).toEqual([]);
  });

  it('twice by Ctrl-C ends the calls under way, with all they started', async () => {
    const scene = await setScene();
    const args = improve(scene).map((word) => (word === scripted('plan') ? scripted('leaves-child') : word));
    const program = scene.start(args, { env: { PLAN_DELAY_MS: '60000' } });
    await callsBegun(scene, 2, program);
    program.kill('SIGINT');
    await program.lines(1, /^Stopping/);
    program.kill('SIGINT');
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: expect.stringContaining('goes on') });
    expect(stderr).toContain('Ending the calls under way.');
    expect(await processesOf(scene.root)).toEqual([]);
    const ends = (await eventsOf(scene)).flatMap((event) => (event.event === 'call_ended' ? [event.end] : []));
    expect(ends).toEqual(['interrupted', 'interrupted']);

    await scene.run(args, { env: { PLAN_DELAY_MS: '0' } });
    expect(await resultsOf(scene.workspace)).toContain('\n1\tT\t0.78\t0.78\tkept\t');
    expect(await scene.calls()).toHaveLength(13);
  });

  it('three times exits at once, and the next start ends what that left running', async () => {
    const scene = await setScene();
    const args = improve(scene).with(3, await writeAgent(scene, DEAF));
    const program = scene.start(args, { env: { PLAN_DELAY_MS: '60000' } });
    await callsBegun(scene, 2, program);
    for (const answer of [/^Stopping/, /^Ending/, /never said/]) {
      program.kill('SIGINT');
      await program.lines(1, answer);
    }
    expect((await program.ended).code).toBe(130);
    const left = await processesOf(scene.root);
    expect(left).toHaveLength(2);

    const next = scene.start(args, { env: { PLAN_DELAY_MS: '60000' } });
    await next.lines(1);
    expect(await processesOf(scene.root)).not.toEqual(expect.arrayContaining([expect.toBeOneOf([...left])]));
    next.kill('SIGTERM');
    await next.lines(1, /^Stopping/);
    next.kill('SIGTERM');
    expect((await next.ended).code).toBe(143);
  });

  it('by SIGTERM ends in the same way, with the code of that signal', async () => {
    const scene = await setScene();
    const program = scene.start(improve(scene, 4), { env: SLOW });
    await callsBegun(scene, 4, program);
    program.kill('SIGTERM');
    expect(await program.ended).toMatchObject({ code: 143 });
    expect(await readFile(join(scene.workspace, 'state.json'), 'utf8')).toContain('"stop_reason": "user"');
  });

  it('in the improver, keeps its proposal and goes on with it', async () => {
    const scene = await setScene();
    const program = scene.start(improve(scene, 4), { env: { PLAN_DELAY_MS: '600' } });
    await program.lines(1, /baseline 0\.66/);
    await callsBegun(scene, 6, program);
    program.kill('SIGINT');
    const { code } = await program.ended;
    expect(code).toBe(130);
    expect((await scene.calls()).at(-1)?.role).toBe('improver');
    await scene.run(improve(scene));
    expect((await scene.calls()).filter(({ role }) => role === 'improver')).toHaveLength(1);
    expect(await resultsOf(scene.workspace)).toContain('\n1\tT\t0.78\t0.78\tkept\t');
  });

  it('during `eval`, too', async () => {
    const scene = await setScene();
    const args = ['eval', scene.skill, '--agent', scripted('plan'), ...LET_THROUGH];
    const program = scene.start(args, { env: SLOW });
    await callsBegun(scene, 4, program);
    program.kill('SIGTERM');
    expect((await program.ended).code).toBe(143);
  });
});
