import { homedir } from 'node:os';
import type { AgentCall } from '../agents/port.ts';
import { programParts } from '../platform/program-parts.ts';
import type { Reach } from '../platform/sandbox/port.ts';
import type { Campaign } from './campaign.ts';

type Confined = Pick<AgentCall, 'role' | 'cwd' | 'home' | 'skill'>;

/** How the commands of a call are confined: to its folders, what starts its program, and what the agent asks for besides. */
export function confinerOf(
  { sandbox, hidden, run: { config } }: Pick<Campaign, 'sandbox' | 'hidden' | 'run'>,
  call: Confined,
): AgentCall['confine'] {
  return async (command, needs = {}) => {
    if (sandbox.name === 'none') return command;
    const parts = await programParts(command.file, { path: command.env.PATH ?? '', home: homedir(), hidden });
    const own = foldersOf(call);
    return sandbox.confine(command, {
      readOnly: [...parts, ...own.readOnly, ...(needs.readOnly ?? [])],
      writable: [...own.writable, ...(needs.writable ?? [])],
      hidden,
      network: !(config.offline_trials && call.role === 'executor'),
    });
  };
}

/** An executor may not change the skill, nor a judge what it judges; an improver's skill lies in its work folder. */
function foldersOf({ role, cwd, home, skill }: Confined): Pick<Reach, 'readOnly' | 'writable'> {
  if (role === 'judge') return { readOnly: [cwd], writable: [home] };
  const given = role === 'executor' && skill !== null ? [skill.dir] : [];
  return { readOnly: given, writable: [cwd, home] };
}
