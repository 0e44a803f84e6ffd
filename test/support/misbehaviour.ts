import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ended, scripted } from './cli.ts';
import { openScene, type RunOptions, type Scene } from './scene.ts';
import { readJson } from './workspace-files.ts';

/** A scene with the plan skill and only those of its evals, for a test that runs beside others of its file. */
export async function planScene(
  onTestFinished: (close: () => Promise<void>) => void,
  ids: readonly number[] = [1],
): Promise<Scene> {
  const { scene, close } = await openScene();
  onTestFinished(close);
  const file = join(scene.skill, 'evals', 'evals.json');
  const { evals } = await readJson(file);
  await writeFile(file, JSON.stringify({ evals: evals.filter(({ id }: { id: number }) => ids.includes(id)) }));
  await cp(scene.skill, join(scene.root, 'original'), { recursive: true });
  return scene;
}

/** Lets an agent, by its name in `fixtures/agents` or its spec, measure the original, without retries. */
export function measureWith(agent: string, scene: Scene, options: MeasureOptions = {}): Promise<Ended> {
  const { flags = [], env = {}, ...others } = options;
  const passed = Object.keys(env).flatMap((name) => ['--env', name]);
  const spec = agent.startsWith('command:') ? agent : scripted(agent);
  const args = ['improve', 'plan', '--agent', spec, '--retries', '0', '--iterations', '0'];
  return scene.run([...args, ...passed, ...flags], { env, ...others });
}

export interface MeasureOptions extends RunOptions {
  /** Later flags win. */
  readonly flags?: readonly string[];
}

/** The text of a file of trial 1 of an eval, as the baseline left it. */
export function trialText({ workspace }: Scene, name: string, evalId = '1'): Promise<string> {
  return readFile(join(workspace, 'iteration-0', `eval-${evalId}`, name), 'utf8');
}
