import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { AgentCall } from '../agents/port.ts';
import type { CommandSetting } from '../evals/checks/port.ts';
import { findExecutable } from '../platform/machine.ts';
import { programFolders, programParts } from '../platform/program-parts.ts';
import type { Command, Reach, Sandbox } from '../platform/sandbox/port.ts';
import type { Campaign } from './campaign.ts';

/** What the commands of a run are confined by. */
export interface Walled extends Pick<Campaign, 'sandbox' | 'hidden'> {
  /** Executors are cut off from the network. */
  readonly offline: boolean;
}

type ConfinedCall = Pick<AgentCall, 'role' | 'cwd' | 'home' | 'skill'>;

export function wallOf({ sandbox, hidden, run }: Campaign): Walled {
  return { sandbox, hidden, offline: run.config.offline_trials };
}

/** How the commands of a call are confined: to its folders, what starts programs, and what the agent asks for besides. */
export function confinerOf({ sandbox, hidden, offline }: Walled, call: ConfinedCall): AgentCall['confine'] {
  const own = foldersOf(call);
  const network = !(offline && call.role === 'executor');
  return (command, { readOnly = [], writable = [] } = {}) =>
    confined(sandbox, command, {
      readOnly: [...own.readOnly, ...readOnly],
      writable: [...own.writable, ...writable],
      hidden,
      network,
    });
}

/** How the commands of checks are confined: to the folder in which they find a copy of the outputs. */
export function checkConfinerOf({ sandbox, hidden, offline }: Walled, scratch: string): CommandSetting['confine'] {
  const reach = { readOnly: [], writable: [scratch], hidden, network: !offline };
  return (command) => confined(sandbox, command, reach);
}

/** An executor may not change the skill, nor a judge what it judges; an improver's skill lies in its work folder. */
function foldersOf({ role, cwd, home, skill }: ConfinedCall): Pick<Reach, 'readOnly' | 'writable'> {
  if (role === 'judge') return { readOnly: [cwd], writable: [home] };
  const given = role === 'executor' && skill !== null ? [skill.dir] : [];
  return { readOnly: given, writable: [cwd, home] };
}

/** A program that is not there is started as it is: that it cannot be is then told as without a sandbox. */
async function confined(sandbox: Sandbox, command: Command, reach: Reach): Promise<Command> {
  if (sandbox.name === 'none') return command;
  const around = { path: command.env.PATH ?? '', home: homedir(), hidden: reach.hidden };
  const file = await findExecutable(command.file, around.path);
  if (file === null) return command;
  // In a container the system's programs are those of its image.
  const others = sandbox.name === 'bwrap' ? programFolders(around) : [];
  const started = [...(await programParts(file, around)), ...others, ...certificatesIn(command.env)];
  return sandbox.confine({ ...command, file }, { ...reach, readOnly: [...started, ...reach.readOnly] });
}

const CERTIFICATES = /^(NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE)$/;

/** Where the person's variables say that the certificates of the network are. */
function certificatesIn(env: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(env).flatMap(([name, path]) => (CERTIFICATES.test(name) && isAbsolute(path) ? [path] : []));
}
