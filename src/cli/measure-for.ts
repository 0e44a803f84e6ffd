import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Campaign } from '../loop/campaign.ts';
import { type Fork, suiteFolder } from '../loop/fork.ts';
import { applyConfigFile } from './config-file.ts';
import { dryRun } from './dry-run.ts';
import { applyForked } from './fork-in.ts';
import { type Measured, measuring } from './measuring.ts';
import { type MeasureFlags, originsOf } from './options.ts';
import type { Planned } from './plan-of.ts';
import { printConfig } from './print-config.ts';
import { printSandbox } from './print-sandbox.ts';
import type { Shell } from './shell.ts';

export interface MeasuredCommand {
  readonly skill: string;
  readonly command: Command;
  /** What a run that begins has for its original, in place of the skill; null: the skill. */
  readonly fork?: Fork | null;
}

/** Runs `work` as the flags, the environment and the configuration file of a command say; null when it was only asked what it would do. */
export async function measureFor<Result>(
  shell: Shell,
  { skill, command, fork = null }: MeasuredCommand,
  work: (campaign: Campaign) => Promise<Result>,
): Promise<Measured<Result> | null> {
  await applyConfigFile(command, resolve(shell.cwd, skill));
  if (fork?.run != null) applyForked(command, fork.run);
  const flags = command.opts<MeasureFlags>();
  if (!flags.printConfig && !flags.printSandbox && !flags.dryRun) {
    return measuring(shell, { skill, flags, origins: originsOf(command), fork }, work);
  }
  if (flags.printConfig) printConfig(shell, command, flags);
  else if (flags.printSandbox) await printSandbox(shell, suiteFolder(fork, skill), flags);
  else await dryRun(shell, suiteFolder(fork, skill), { flags, what: plannedBy(command), from: undefined });
  return null;
}

function plannedBy(command: Command): Planned {
  const name = command.name();
  return name === 'eval' || name === 'try' ? name : 'improve';
}
