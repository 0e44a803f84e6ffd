import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Ended } from './cli.ts';
import { type Scene, setScene } from './scene.ts';
import { readJson } from './workspace-files.ts';

/** The plan skill with its first eval only. */
export async function smallScene(): Promise<Scene> {
  const scene = await setScene();
  const { evals } = await readJson(scene.skill, 'evals', 'evals.json');
  await writeFile(join(scene.skill, 'evals', 'evals.json'), JSON.stringify({ evals: evals.slice(0, 1) }));
  return scene;
}

/** What a refused command says on stderr: an error, with nothing on stdout and no trace. */
export async function refusal(ending: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await ending;
  expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^error: /m) });
  expect(stderr).not.toMatch(/^ +at |This is a bug/m);
  return stderr;
}
