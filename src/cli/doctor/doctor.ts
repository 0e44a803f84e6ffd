import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { allowedEnvironment } from '../../agents/environment.ts';
import { clientNames } from '../../agents/registry.ts';
import { exitOf, type Finding } from '../../core/finding.ts';
import { hiddenFolders } from '../../loop/hidden-folders.ts';
import { noSandbox } from '../../platform/sandbox/none.ts';
import { openSandbox } from '../../platform/sandbox/open.ts';
import type { Sandbox } from '../../platform/sandbox/port.ts';
import { renderFindings } from '../../report/findings.ts';
import { agentsFor, redactFor } from '../compose.ts';
import type { Shell } from '../shell.ts';
import { lookAtAgents } from './agents.ts';
import { lookAtGit, lookAtNode, lookAtScratch } from './machine.ts';
import { lookAtSandboxes } from './sandbox.ts';
import { lookAtSkill } from './skill.ts';

export interface DoctorFlags {
  /** Agents to look at; all clients where none is named. */
  readonly agent?: readonly string[];
  readonly workspace?: string;
  readonly sandbox?: string;
  readonly env?: readonly string[];
  readonly prices?: string;
  readonly live?: boolean;
  readonly json?: boolean;
}

/** Looks at everything that a run needs, prints what is found, and sets the exit code. Only `live` calls a model. */
export async function doctor(shell: Shell, skillDir: string | undefined, flags: DoctorFlags): Promise<void> {
  const path = shell.environment.PATH ?? '';
  const sandboxes = await lookAtSandboxes(path, flags.sandbox);
  const redact = redactFor(shell);
  const findings = [
    lookAtNode(process.versions.node),
    await lookAtGit(path),
    ...(await lookAtAgents(await agentsLook(shell, skillDir, { flags, sandboxes }))),
    ...sandboxes,
    await lookAtScratch(),
    ...(skillDir === undefined ? [] : await lookAtSkill(skillLook(shell, skillDir, flags))),
  ].map((finding) => ({ ...finding, message: redact(finding.message) }));
  shell.exit(exitOf(findings));
  shell.print(flags.json ? JSON.stringify({ findings }) : renderFindings(findings, shell));
}

function skillLook(shell: Shell, skillDir: string, { workspace }: DoctorFlags) {
  const root = workspace === undefined ? null : resolve(shell.cwd, workspace);
  return { dir: resolve(shell.cwd, skillDir), workspace: root, home: homedir() };
}

interface Looked {
  readonly flags: DoctorFlags;
  readonly sandboxes: readonly Finding[];
}

async function agentsLook(shell: Shell, skillDir: string | undefined, { flags, sandboxes }: Looked) {
  const { agent, live = false, env = [] } = flags;
  const skill = skillDir === undefined ? [] : [resolve(shell.cwd, skillDir)];
  const broken = sandboxes.some(({ status }) => status === 'fail');
  const sandbox: Sandbox = broken
    ? noSandbox
    : await openSandbox(flags.sandbox ?? 'none', shell.environment.PATH ?? '');
  return {
    ...{ specs: agent ?? clientNames(), named: agent !== undefined, live, passEnv: env },
    wall: { sandbox, hidden: await hiddenFolders(skill, allowedEnvironment(shell.environment, env)), offline: false },
    createAgent: agentsFor(shell, flags),
  };
}
