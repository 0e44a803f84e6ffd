import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixtureAgent } from '../support/campaign.ts';
import { type Scene, setScene, writeAgent } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

const PLAN = `command:${fixtureAgent('plan')}`;

/** An executor that finishes 20 lines of each case, with the skill of the first step 19. */
const OTHER = `{ async executor({ skill }) {
  const { writeFileSync } = await import('node:fs');
  const step = /step (\\d+)/.exec(readFileSync(skill.dir + '/SKILL.md', 'utf8'))?.[1] ?? '0';
  const passes = step === '1' ? 19 : 20;
  const lines = Array.from({ length: passes }, (_, index) => '[' + String(index + 1).padStart(2, '0') + '] done');
  writeFileSync('result.txt', ['step: ' + step, 'passes: ' + passes, ...lines, ''].join('\\n'));
  return { text: 'Done.' };
} }`;

/** What `log` and the end of the run say of the climb below. */
const BY_AGENT = `
by agent: measured
iteration  plan.js  agent.mjs
0          0.66     0.8
1          0.78     0.76
2          0.72     0.8
`;

async function rows({ workspace }: Pick<Scene, 'workspace'>): Promise<readonly string[]> {
  const [, ...lines] = (await readFile(join(workspace, 'results.tsv'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => line.split('\t')).map((cells) => [cells[0], ...cells.slice(2, 5)].join(' '));
}

describe('a climb with two agents', () => {
  it('keeps what hurts none of them, every view tells them apart, and a fork has them as well', async () => {
    const scene = await setScene();
    const other = await writeAgent(scene, OTHER);
    const flags = ['--agent', PLAN, '--agent', other, '--iterations', '2'];
    const plan = JSON.parse((await scene.run(['plan', scene.skill, ...flags, '--json'])).stdout);
    expect(plan).toMatchObject({ plan: { evals: 8, pass: 8 } });
    const { code, stdout } = await scene.run(['improve', scene.skill, ...flags]);
    expect(code).toBe(0);
    expect(stdout).toContain(BY_AGENT);
    expect(await rows(scene)).toEqual(['0 0.73 0.73 baseline', '1 0.77 0.73 reverted', '2 0.76 0.76 kept']);
    const shown = (await scene.run(['show', '1', '--workspace', scene.workspace])).stdout;
    expect(shown).toContain('drop: hurts agent.mjs: score 0.76 < 0.8');
    expect(shown).toContain('agent    plan.js: 0.78, was 0.66');
    expect(shown).toContain('agent    agent.mjs: 0.76, was 0.8');
    const trial = await scene.run(['show', '1/1@@agent.mjs', '--workspace', scene.workspace]);
    expect(trial.stdout).toContain('19');
    const log = (...more: readonly string[]) => scene.run(['log', scene.workspace, ...more]);
    expect((await log()).stdout).toContain(BY_AGENT);
    const { rows: logged, by_agent } = JSON.parse((await log('--json', '--last', '2', '--reverse')).stdout);
    expect(logged).toMatchObject([{ iteration: 2 }, { iteration: 1 }]);
    expect(by_agent).toMatchObject([
      { iteration: 2, name: 'plan.js', score: 0.72, before: 0.66 },
      { iteration: 2, name: 'agent.mjs', score: 0.8, before: 0.8 },
      { iteration: 1, name: 'plan.js', score: 0.78, before: 0.66 },
      { iteration: 1, name: 'agent.mjs', score: 0.76, before: 0.8 },
    ]);
    const offered = await scene.run(['complete', '--', 'show', '1/']);
    expect(offered.stdout.split(/\s+/)).toEqual(expect.arrayContaining(['1/1', '1/4@@agent.mjs']));
    const status = (await scene.run(['status', scene.workspace])).stdout;
    expect(status).toContain('agent    agent.mjs: 0.8, was 0.8');
    expect((await scene.run(['verify', scene.workspace])).code).toBe(0);
    const page = JSON.parse((await scene.run(['report', scene.workspace, '--json'])).stdout);
    expect(JSON.stringify(page)).toContain('1@@agent.mjs');
    const again = await scene.run(['reproduce', '2', '--dry-run', '--workspace', scene.workspace]);
    expect(again.stdout).toContain(`Iteration 2 again by ${PLAN} and ${other}: 8 trials`);
    const second = join(scene.root, 'second');
    const from = ['--fork', `${scene.workspace}@best`, '--workspace', second];
    expect(await scene.run(['improve', ...from, '--iterations', '1'])).toMatchObject({ code: 0 });
    const [run, forked] = [await readJson(scene.workspace, 'run.json'), await readJson(second, 'run.json')];
    expect(forked.config).toEqual(run.config);
    expect(await rows({ workspace: second })).toEqual(['0 0.76 0.76 baseline', '1 0.77 0.76 reverted']);
  });

  it('takes them from the environment and from a configuration file as well', async () => {
    const scene = await setScene();
    const other = await writeAgent(scene, OTHER);
    const config = async (env: Readonly<Record<string, string>>) =>
      JSON.parse((await scene.run(['improve', scene.skill, '--print-config', '--json'], { env })).stdout).settings;
    const named = { setting: 'agent', value: [PLAN, other] };
    const fromEnvironment = await config({ SKILLRATCHET_AGENT: `${PLAN},${other}` });
    expect(fromEnvironment).toContainEqual({ ...named, origin: 'environment' });
    const file = join(scene.root, 'skillratchet.config.yaml');
    await writeFile(file, `agent: ["${PLAN}", "${other}"]\nrequire: pooled\n`);
    expect(await config({})).toContainEqual({ ...named, origin: 'file' });
    const { code, stdout } = await scene.run(['improve', scene.skill, '--iterations', '1', '--json']);
    expect([code, JSON.parse(stdout).by_agent]).toMatchObject([
      0,
      [
        { iteration: 0, name: 'plan.js', score: 0.66 },
        { iteration: 0, name: 'agent.mjs', score: 0.8 },
        { iteration: 1, name: 'plan.js', score: 0.78 },
        { iteration: 1, name: 'agent.mjs', score: 0.76 },
      ],
    ]);
    expect((await rows(scene))[1]).toBe('1 0.77 0.77 kept');
  });

  it('is not measured one eval at a time', async () => {
    const scene = await setScene();
    const flags = ['--agent', PLAN, '--agent', await writeAgent(scene, OTHER)];
    const { code, stderr } = await scene.run(['eval', scene.skill, ...flags, '--eval', '1']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('A run with several agents is measured whole')]);
  });

  it('is shown every command line behind a sandbox, one of each executor', async () => {
    const scene = await setScene();
    const flags = ['--agent', PLAN, '--agent', await writeAgent(scene, OTHER), '--print-sandbox'];
    const { stdout } = await scene.run(['improve', scene.skill, ...flags]);
    expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual(
      expect.arrayContaining(['executor', 'judge', 'improver', 'executor agent.mjs']),
    );
  });
});
