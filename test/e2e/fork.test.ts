import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene, writeAgent } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

const FINAL = ['--final-passes', '0'];

async function climbed(): Promise<Scene> {
  const scene = await setScene();
  const flags = ['--agent', scripted('plan'), '--iterations', '1', '--seed', '7', '--retries', '1', ...FINAL];
  const { code, stderr } = await scene.run(['improve', scene.skill, ...flags]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return scene;
}

const fork = (scene: Scene, ...flags: readonly string[]) =>
  scene.run([
    'improve',
    '--fork',
    'plan-autoresearch@1',
    '--workspace',
    'second',
    '--iterations',
    '1',
    ...FINAL,
    ...flags,
  ]);

describe('improve --fork', () => {
  it('begins a run whose original is that version, with the settings of the other, and shows the link', async () => {
    const scene = await climbed();
    const { code, stderr } = await fork(scene);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const place = (...parts: readonly string[]) => join(scene.root, ...parts);
    execFileSync('diff', ['-r', place('plan-autoresearch/v1'), place('second/v0')]);
    const [other, run] = [await readJson(scene.workspace, 'run.json'), await readJson(place('second'), 'run.json')];
    expect(run.config).toEqual(other.config);
    expect(run.origins).toMatchObject({ agent: 'run', seed: 'run', retries: 'run' });
    const text = (await scene.run(['log', 'second'])).stdout;
    expect(text).toContain(`v0 was forked from v1 of ${scene.workspace} (run ${other.run_id})`);
    expect((await scene.run(['show', '0', '--workspace', 'second'])).stdout).toMatch(/^v0 is +v1 of /m);
    expect((await scene.run(['status', 'second'])).stdout).toContain(
      `\nforked   from v1 of ${scene.workspace} (run ${other.run_id})\n`,
    );
    expect((await scene.run(['report', 'second', '--to', '-'])).stdout).toMatch(/forked from.*v1 of /);
    const log = JSON.parse((await scene.run(['log', 'second', '--json'])).stdout);
    expect(log).toMatchObject({ forked_from: { version: 'v1', run_id: other.run_id } });
    expect(log.rows.map(({ score }: { score: string }) => score)[0]).toBe('0.78');
    expect((await scene.run(['log', 'plan-autoresearch', '--json'])).stdout).toContain('"forked_from":null');
  });

  it('is overruled by flags, of which a judge that nobody chose follows the agent', async () => {
    const scene = await climbed();
    const agent = await writeAgent(scene, '{}');
    const looked = await fork(scene, '--agent', agent, '--seed', '9', '--print-config', '--json');
    const settings = new Map(JSON.parse(looked.stdout).settings.map((one: { setting: string }) => [one.setting, one]));
    expect(settings.get('agent')).toMatchObject({ value: agent, origin: 'flag' });
    expect(settings.get('judge')).toMatchObject({ value: agent, origin: 'run' });
    expect(settings.get('seed')).toMatchObject({ value: 9, origin: 'flag' });
    expect(settings.get('retries')).toMatchObject({ value: 1, origin: 'run' });
    expect(settings.get('timeout')).toMatchObject({ value: 600, origin: 'run' });
    const plan = await fork(scene, '--dry-run', '--json');
    expect(JSON.parse(plan.stdout)).toMatchObject({ plan: { workspace: join(scene.root, 'second') } });
  });

  it('goes on with the same command or without the flag, and its best is applied to the skill it all began with', async () => {
    const scene = await climbed();
    await fork(scene);
    expect((await fork(scene)).code).toBe(0);
    const on = await scene.run(['improve', scene.skill, '--workspace', 'second', '--iterations', '2']);
    expect(on).toMatchObject({ code: 0, stderr: expect.stringContaining('resumed plan') });
    const applied = await scene.run(['apply', '--workspace', 'second', '--yes']);
    expect(applied).toMatchObject({ code: 0 });
    const best = (await readFile(join(scene.root, 'second/best'), 'utf8')).trim();
    const skill = (dir: string) => readFile(join(dir, 'SKILL.md'), 'utf8');
    expect(await skill(scene.skill)).toBe(await skill(join(scene.root, 'second', best)));
    await writeFile(join(scene.skill, 'SKILL.md'), `${await skill(scene.skill)}mine\n`);
    const refused = await scene.run(['apply', 'v0', '--workspace', 'second', '--yes']);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('holds changes that are in no version') });
  });

  it.each([
    [['--fork', 'plan-autoresearch', '--workspace', 'second'], 'names no version of a workspace'],
    [['--fork', 'plan-autoresearch@1'], 'needs a place of its own'],
    [['--fork', 'plan-autoresearch@5', '--workspace', 'second'], 'There is no version "v5".'],
    [['--fork', 'nowhere@1', '--workspace', 'second'], 'No workspace was found at'],
    [['--fork', 'plan-autoresearch@best', '--workspace', 'plan-autoresearch', '--restart'], 'is no place apart from'],
    [[], "missing required argument 'skill'"],
  ])('refuses %j and makes no folder', async (flags, message) => {
    const scene = await climbed();
    const { code, stderr } = await scene.run(['improve', ...flags]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
    expect((await scene.run(['status', 'second'])).code).toBe(2);
  });

  it('needs the skill to be named where that of the other run is gone', async () => {
    const scene = await climbed();
    await rm(scene.skill, { recursive: true });
    expect(await fork(scene)).toMatchObject({ code: 2, stderr: expect.stringContaining('its skill is gone') });
    await scene.run(['restore', 'v0', '--to', 'plan', '--workspace', 'plan-autoresearch']);
    expect((await fork(scene)).code).toBe(0);
  });
});
