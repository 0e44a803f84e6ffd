import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '../agents/port.ts';
import { ROLES, type Role } from '../core/schema/trial.ts';
import type { Command } from '../platform/sandbox/port.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { bareCall } from './bare-call.ts';
import type { Walled } from './confine.ts';

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
  const agent = request.agents[role];
  const call = await bareCall(agent, { ...request, role, prompt: '', timeoutMs: 1, marker: scratch, scratch });
  const commands: Command[] = [];
  await agent.run({
    ...call,
    // A call that is aborted before it begins gets as far as its command, which is then not started.
    signal: AbortSignal.abort(),
    async confine(command, needs) {
      const made = await call.confine(command, needs);
      commands.push(made);
      return made;
    },
  });
  return commands[0] ?? call.confine({ ...OF_ITS_SHELL, cwd: call.cwd });
}
