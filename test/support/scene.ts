import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { readProc } from '../../src/platform/proc.ts';
import { type Ended, ROOT, type Running, startProgram } from './cli.ts';
import { checkVerified } from './verified.ts';

export interface RunOptions {
  /** The scene's root by default. */
  readonly cwd?: string;
  /** Added to an environment that holds PATH, a home, a temporary folder, rule strict, and a call log that has to be let through. */
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

/** A place of its own for a test: a skill, and a home and a temporary folder for the program and all it starts. */
export interface Scene {
  readonly root: string;
  readonly skill: string;
  /** Where the program keeps the run by default. */
  readonly workspace: string;
  readonly temp: string;
  start(args: readonly string[], options?: RunOptions): Running;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** What the plan agent noted of its calls, where `--env PLAN_CALL_LOG` let it. */
  calls(): Promise<readonly Call[]>;
  /** Says that what lies here is altered on purpose, so that no workspace need verify when the scene is closed. */
  tampered(): void;
}

export interface Call {
  readonly role: 'executor' | 'judge' | 'improver';
  readonly pid: number;
  readonly evalMarker: string | null;
  readonly step: number;
}

/** A scene for one test; the test fails when the program left a process, a scratch folder, or a workspace that does not verify. */
export async function setScene(skill = 'plan'): Promise<Scene> {
  const { scene, close } = await openScene(skill);
  onTestFinished(close);
  return scene;
}

/** A scene that the caller closes. */
export async function openScene(skill = 'plan'): Promise<{ scene: Scene; close: () => Promise<void> }> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-e2e-'));
  const [home, temp, callLog] = [join(root, 'home'), join(root, 'tmp'), join(root, 'calls.jsonl')];
  for (const folder of [home, temp]) await mkdir(folder);
  await cp(join(ROOT, 'fixtures', 'skills', skill), join(root, skill), { recursive: true });
  // The rule of the file format's example, by which the plan agent's scores are easy to follow.
  const rule = { SKILLRATCHET_RULE: 'strict' };
  const ours = { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: temp, PLAN_CALL_LOG: callLog, ...rule };
  const start = (args: readonly string[], { cwd = root, env = {}, uid }: RunOptions = {}) =>
    startProgram(args, { cwd, env: { ...ours, ...env }, uid });
  let isTampered = false;
  const scene = {
    root,
    skill: join(root, skill),
    workspace: join(root, `${skill}-autoresearch`),
    temp,
    start,
    run: (args: readonly string[], options?: RunOptions) => start(args, options).ended,
    calls: () => readCalls(callLog),
    tampered: () => {
      isTampered = true;
    },
  };
  return { scene, close: () => closeScene(scene, isTampered) };
}

async function closeScene({ root, temp }: Scene, isTampered: boolean): Promise<void> {
  const left = { processes: await processesOf(root), folders: await readdir(temp) };
  for (const pid of left.processes) process.kill(pid, 'SIGKILL');
  try {
    if (left.processes.length + left.folders.length > 0) throw new Error(`left behind: ${JSON.stringify(left)}`);
    if (!isTampered) await checkVerified(root);
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** An agent that does as the plan agent, but for the roles that `roles` (the source of an object) names. Its spec. */
export async function writeAgent({ root }: Scene, roles: string): Promise<string> {
  const path = join(root, 'agent.mjs');
  const agents = pathToFileURL(join(ROOT, 'fixtures', 'agents'));
  await writeFile(
    path,
    `#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { say, serve } from '${agents}/demo/protocol.js';
import { planRoles } from '${agents}/plan-roles.js';
await serve({ ...planRoles, ...${roles} });
`,
    { mode: 0o755 },
  );
  return `command:${path}`;
}

/** The processes that were started in a scene, by its path in their environment; none where environments are hidden. */
export async function processesOf(root: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const ours = await Promise.all(pids.map(async (pid) => (await readProc(pid, 'environ'))?.includes(root) ?? false));
  return pids.filter((_, index) => ours[index]);
}

async function readCalls(path: string): Promise<readonly Call[]> {
  if (!(await exists(path))) return [];
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line));
}
