import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Agent, AgentCall } from '../../src/agents/port.ts';

/** A trial's folder as the run makes it; gone after the test. */
export interface TrialFolder {
  readonly root: string;
  /** The home of the person. */
  readonly userHome: string;
  readonly cwd: string;
  /** A call of the given role in this folder. */
  call(changes: Partial<AgentCall> & Pick<AgentCall, 'role'>): AgentCall;
  /** Writes a file below the folder, with the folders above it. */
  write(path: string, text: string): Promise<void>;
}

export async function makeTrialFolder(): Promise<TrialFolder> {
  const root = await mkdtemp(join(await realpath(tmpdir()), 'agent trial-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const [cwd, home] = [join(root, 'repo', 'trial', 'work'), join(root, 'repo', 'trial', 'home')];
  const userHome = join(root, 'home');
  for (const folder of [cwd, home, userHome]) await mkdir(folder, { recursive: true });
  return {
    root,
    userHome,
    cwd,
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    call: (changes) => ({
      prompt: 'Do the task.',
      cwd,
      home,
      skill: null,
      schema: null,
      timeoutMs: 30_000,
      seed: 1,
      maxUsd: null,
      marker: randomUUID(),
      passEnv: [],
      hidden: [],
      confine: async (command) => command,
      signal: new AbortController().signal,
      onEvent: () => undefined,
      ...changes,
    }),
  };
}

export const SKILL_TEXT =
  '---\nname: notes\ndescription: Takes notes for OURS\n---\nWrite notes.txt as OUR_BODY says.\n';

/** Installs the skill under test where the agent looks for it. */
export async function installNotes(
  folder: TrialFolder,
  agent: Pick<Agent, 'skillPlace'>,
): Promise<NonNullable<AgentCall['skill']>> {
  const place = join('repo', 'trial', agent.skillPlace('notes'));
  await folder.write(join(place, 'SKILL.md'), SKILL_TEXT);
  return { name: 'notes', description: 'Takes notes for OURS', dir: join(folder.root, place) };
}
