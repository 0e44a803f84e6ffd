import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../core/errors.ts';
import { improve } from '../loop/improve.ts';
import { namesIn } from '../platform/names-in.ts';
import { copyTree } from '../platform/tree.ts';
import { measuring } from './measuring.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';
import { summarise } from './summary.ts';

const SKILL = 'release-notes';
const SHIPPED = fileURLToPath(new URL('../../fixtures', import.meta.url));

/** Three rounds of four proposals, and the result twice: all there is to see, in less than half a minute. */
const SHORT = { iterations: '12', proposals: 4, finalPasses: 2 } as const;

export interface DemoRequest {
  readonly to?: string;
  readonly seed?: number;
  readonly json?: boolean;
}

/** Copies the sample skill to a folder and improves it there with the agent that comes with the package. */
export async function runDemo(shell: Shell, { to, seed, json }: DemoRequest): Promise<void> {
  const folder = await newFolder(shell, to);
  const skill = join(folder, SKILL);
  await copyTree(join(SHIPPED, 'skills', SKILL), skill);
  shell.report(
    `The sample skill is in ${shownPath(shell.cwd, skill)}.\nA scripted agent follows what its SKILL.md says.\n`,
  );
  const agent = `command:${join(SHIPPED, 'agents/demo/agent.js')}`;
  const flags = { ...SHORT, agent: [agent], ...(seed === undefined ? {} : { seed }) };
  await summarise(shell, await measuring(shell, { skill, flags }, improve), { json });
}

async function newFolder(shell: Shell, to: string | undefined): Promise<string> {
  if (to === undefined) return mkdtemp(join(tmpdir(), 'skillratchet-demo-'));
  const folder = resolve(shell.cwd, to);
  if ((await namesIn(folder)).length > 0) {
    throw new UserError('usage', `${folder} is not empty.`, { hint: 'Name a new or empty folder with --to DIR.' });
  }
  await mkdir(folder, { recursive: true });
  return folder;
}
