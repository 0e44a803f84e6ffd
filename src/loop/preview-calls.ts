import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '../agents/port.ts';
import { ROLES, type Role } from '../core/schema/trial.ts';
import { makeStage } from '../evals/stage.ts';
import type { Command } from '../platform/sandbox/port.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { confinerOf, type Walled } from './confine.ts';

export interface PreviewRequest extends Walled {
  readonly agents: Readonly<Record<Role, Agent>>;
  readonly skill: { readonly name: string; readonly description: string };
  readonly passEnv: readonly string[];
}

export interface PreviewedCall {
  readonly role: Role;
  readonly command: Command;
}

/** The command that would be started for a call of each role, as the sandbox makes it. Starts nothing and leaves nothing. */
export async function previewCalls(request: PreviewRequest): Promise<readonly PreviewedCall[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'skillratchet-preview-'));
  try {
    return await Promise.all(
      ROLES.map(async (role) => ({ role, command: await preview(request, role, join(scratch, role)) })),
    );
  } finally {
    await removeTree(scratch);
  }
}

/** Of an agent that starts nothing by itself, a command of its shell tool. */
const OF_ITS_SHELL = { file: '/bin/sh', args: ['-c', 'COMMAND'], env: {} };

async function preview(request: PreviewRequest, role: Role, scratch: string): Promise<Command> {
  const { cwd, home } = await makeStage(scratch);
  const agent = request.agents[role];
  const dir = role === 'executor' ? join(scratch, agent.skillPlace(request.skill.name)) : join(cwd, 'skill');
  const skill = role === 'judge' ? null : { ...request.skill, dir };
  const confine = confinerOf(request, { role, cwd, home, skill });
  const commands: Command[] = [];
  await agent.run({
    ...{ role, prompt: '', cwd, home, skill, schema: null, timeoutMs: 1, seed: 0, maxUsd: null },
    ...{ marker: scratch, passEnv: request.passEnv, hidden: request.hidden, onEvent: () => undefined },
    // A call that is aborted before it begins gets as far as its command, which is then not started.
    signal: AbortSignal.abort(),
    async confine(command, needs) {
      const made = await confine(command, needs);
      commands.push(made);
      return made;
    },
  });
  return commands[0] ?? confine({ ...OF_ITS_SHELL, cwd });
}
