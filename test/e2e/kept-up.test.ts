/** What a run keeps up to date by itself for those who look at its workspace: `README.md` and `dashboard.html`. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene } from '../support/scene.ts';

const IMPROVE = ['improve', 'plan', '--agent', scripted('plan')];

const readmeOf = ({ workspace }: Scene) => readFile(join(workspace, 'README.md'), 'utf8');
const pageOf = ({ workspace }: Scene) => readFile(join(workspace, 'dashboard.html'), 'utf8');

/** What the page shows at its start. */
async function shownIn(scene: Scene) {
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(await pageOf(scene)) ?? [];
  return JSON.parse(json);
}

/** Files and folders that the text names, and the workspaces and skills of its commands. */
function pathsIn(readme: string): readonly string[] {
  const spans = [...readme.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  return spans.flatMap((span) => {
    if (!span.startsWith('skillratchet ')) return [span];
    const [, command, first = '', ...rest] = span.split(' ');
    const named = rest[rest.indexOf('--workspace') + 1] ?? first;
    return [...(command === 'improve' || command === 'lint' ? [join('..', first)] : []), join('..', named)];
  });
}

describe('a run keeps', () => {
  it('a README that says what came of it, of which every path is there', async () => {
    const scene = await setScene();
    await scene.run([...IMPROVE, '--iterations', '3', '--final-passes', '1']);
    const readme = await readmeOf(scene);
    expect(readme).toMatch(/^# What came of improving plan\n\n\*\*v3 is better than the original: 0\.66 → 0\.85/);
    expect(readme).toMatch(
      /## Ranking.*\| 1 \| 3 \| 0\.85 \| kept \|.*## Directions.*\| edit of SKILL\.md \| 2 of 3 \|/s,
    );
    expect(readme).toMatch(
      /Not measured, as no eval was set apart.*## Next.*skillratchet apply.*`v3` the best version/s,
    );
    const paths = pathsIn(readme);
    expect(paths).toEqual(
      expect.arrayContaining(['v3', 'iteration-3', 'dashboard.html', '../plan', '../plan-autoresearch']),
    );
    for (const path of paths) expect(await exists(join(scene.workspace, path)), path).toBe(true);
  });

  it('a page that is refreshed as decisions come, and complete in the end', async () => {
    const scene = await setScene();
    const env = { PLAN_STEPS: '40 52 61 55 70 75', PLAN_DELAY_MS: '150' };
    const let_through = Object.keys(env).flatMap((name) => ['--env', name]);
    const running = scene.start([...IMPROVE, '--iterations', '5', ...let_through], { env });
    await expect.poll(() => exists(join(scene.workspace, 'dashboard.html')), { timeout: 20_000 }).toBe(true);
    const first = await shownIn(scene);
    expect(first.view.state).toMatchObject({ live: { pid: running.pid }, stop_reason: null });
    const { mtimeMs } = await stat(join(scene.workspace, 'dashboard.html'));
    expect((await running.ended).code).toBe(0);
    expect((await stat(join(scene.workspace, 'dashboard.html'))).mtimeMs).toBeGreaterThan(mtimeMs);
    const last = await shownIn(scene);
    expect(last.view.iterations.length).toBeGreaterThan(first.view.iterations.length);
    expect(last.view.state).toMatchObject({ live: null, stop_reason: 'iterations' });
    expect(last.left_out).toBe(0);
  });

  it('both anew at the next start where a kill prevented them, and leaves alone what a person wrote', async () => {
    const scene = await setScene();
    await scene.run([...IMPROVE, '--iterations', '1']);
    for (const name of ['README.md', 'dashboard.html']) await rm(join(scene.workspace, name));
    await scene.run([...IMPROVE]);
    expect(await readmeOf(scene)).toContain('v1');
    expect(await pageOf(scene)).toMatch(/^<!doctype html>/);
    await writeFile(join(scene.workspace, 'README.md'), 'My own notes.\n');
    await scene.run([...IMPROVE, '--iterations', '+1']);
    expect(await readmeOf(scene)).toBe('My own notes.\n');
    expect((await shownIn(scene)).view.iterations).toHaveLength(3);
  });

  it('going where neither can be written, and says so', async () => {
    const scene = await setScene();
    scene.tampered();
    await scene.run([...IMPROVE, '--iterations', '1']);
    for (const name of ['README.md', 'dashboard.html']) {
      await rm(join(scene.workspace, name));
      await mkdir(join(scene.workspace, name, 'x'), { recursive: true });
    }
    const { code, stderr } = await scene.run([...IMPROVE, '--iterations', '+1']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*dashboard\.html is not kept up to date: /m);
    expect(stderr).toMatch(/^warning: .*README\.md could not be written: /m);
  });

  it('nothing of what is sealed in them, before and after it is scored', async () => {
    const scene = await setScene();
    const plan = '---\nname: plan\ndescription: Follows a plan.\n---\nplan: 1 1 1 1\nsteps: 4 16\n';
    await writeFile(join(scene.skill, 'SKILL.md'), plan);
    const expectations = [1, 2, 3, 4].map((at) => {
      return { type: 'file_contains', file: 'result.txt', literal: `[0${at}]`, description: `secret wish ${at}` };
    });
    const evals = (name: string) =>
      ['A1', 'B1', 'C1', 'D1', 'A2', 'B2'].map((part) => ({
        id: `${name}-${part}`,
        prompt: `Work through case ${part[0]}, ${name} text ${part}.`,
        expectations,
      }));
    const open = evals('open').map((one) => ({
      ...one,
      expectations: expectations.map(({ description: _, ...check }) => check),
    }));
    await writeFile(join(scene.skill, 'evals/evals.json'), JSON.stringify({ evals: open }));
    await writeFile(join(scene.root, 'apart.json'), JSON.stringify(evals('apart')));
    await scene.run([...IMPROVE, '--iterations', '1', '--sealed', 'apart.json']);
    expect(await readmeOf(scene)).toContain('Not measured: submit would tell.');
    expect((await shownIn(scene)).findings.generalisation).toEqual({ type: 'not measured' });
    expect((await scene.run(['submit', 'plan', '--passes', '2'])).code).toBe(0);
    expect(await readmeOf(scene)).toMatch(
      /v1 is .* on 6 sealed evals \(submit\).*v1 has 1\.00 on the deciding evals and/s,
    );
    expect((await shownIn(scene)).findings.gain.source).toBe('submit');
    for (const text of [await readmeOf(scene), await pageOf(scene)]) {
      expect(text).not.toMatch(/apart-[A-D]|apart text|secret wish/);
    }
  });
});
