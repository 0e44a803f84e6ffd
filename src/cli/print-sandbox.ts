import { resolve } from 'node:path';
import { allowedEnvironment } from '../agents/environment.ts';
import type { Agent } from '../agents/port.ts';
import { configWith, type RunConfig } from '../core/schema/run.ts';
import { agentsOf } from '../loop/agents-of.ts';
import { hiddenFolders } from '../loop/hidden-folders.ts';
import { previewCalls } from '../loop/preview-calls.ts';
import { sandboxAs } from '../platform/sandbox/open.ts';
import type { Command } from '../platform/sandbox/port.ts';
import { withReadable } from '../platform/sandbox/port.ts';
import { shellWord } from '../report/shell-word.ts';
import { defaultWorkspace, workspaceAt } from '../store/layout.ts';
import { readRunState } from '../store/run-state.ts';
import { loadSkill } from '../store/skill.ts';
import { agentsFor } from './compose.ts';
import { defaultConfig } from './defaults.ts';
import { firstAgent } from './first-agent.ts';
import { configOf, type MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

/** Prints the command line of a call of each role as the sandbox makes it, for a shell to read or as JSON. Starts nothing. */
export async function printSandbox(shell: Shell, skillDir: string, flags: MeasureFlags): Promise<void> {
  const skill = await loadSkill(resolve(shell.cwd, skillDir));
  const root = flags.workspace === undefined ? defaultWorkspace(skill.dir) : resolve(shell.cwd, flags.workspace);
  const createAgent = agentsFor(shell, flags);
  const config = (await readRunState(workspaceAt(root))).run?.config ?? (await configFor(flags, createAgent));
  const readable = (flags.sandboxRead ?? []).map((path) => resolve(shell.cwd, path));
  const request = {
    skill,
    sandbox: withReadable(
      sandboxAs(config.sandbox, config.sandbox === 'bwrap' ? 'bwrap' : 'docker', config.call_limits),
      readable,
    ),
    offline: config.offline_trials,
    hidden: await hiddenFolders([skill.dir, root], allowedEnvironment(shell.environment, [])),
    passEnv: flags.env ?? [],
  };
  const { agents, further } = agentsOf({ createAgent }, config);
  const calls: { readonly role: string; readonly command: Command }[] = [];
  calls.push(...(await previewCalls({ ...request, agents })));
  for (const [name, executor] of further) {
    const others = await previewCalls({ ...request, agents: { ...agents, executor } });
    for (const { role, command } of others) if (role === 'executor') calls.push({ role: `${role} ${name}`, command });
  }
  if (flags.json) {
    const lines = calls.map(({ role, command: { file, args } }) => [role, [file, ...args]]);
    return shell.print(JSON.stringify({ sandbox: config.sandbox, calls: Object.fromEntries(lines) }));
  }
  for (const { role, command } of calls) {
    shell.print(`${role}: ${[command.file, ...command.args].map(shellWord).join(' ')}`);
  }
  if (config.sandbox.startsWith('container')) {
    shell.report('The sandbox "container" is untested: nothing of ours has run it.');
  }
}

async function configFor(flags: MeasureFlags, createAgent: (spec: string) => Agent): Promise<RunConfig> {
  const given = configOf(flags);
  const agent = given.agent ?? (await firstAgent(createAgent)).name;
  return configWith(agent, defaultConfig(), given);
}
