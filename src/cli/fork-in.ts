import type { Command } from 'commander';
import { UserError } from '../core/errors.ts';
import { guardrailTexts } from '../core/guardrails.ts';
import { executorSpecs, type RunConfig, type RunRecord } from '../core/schema/run.ts';
import { type Fork, readFork } from '../loop/fork.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { skillOfRun } from '../store/skill-of-run.ts';
import { callLimitTexts } from './call-limit-option.ts';
import { MEASUREMENT, type MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

/** What `improve` improves: the skill that was named, or that of the run which is forked. */
export interface Improved {
  readonly skill: string;
  readonly fork: Fork | null;
}

/** Reads `--fork WORKSPACE@VERSION`. A UserError `usage` when neither it nor a skill is named, or no place for the new run. */
export async function improvedIn(
  shell: Shell,
  skill: string | undefined,
  { fork: named, workspace }: Pick<MeasureFlags, 'workspace'> & { readonly fork?: string },
): Promise<Improved> {
  if (named === undefined) {
    if (skill !== undefined) return { skill, fork: null };
    throw new UserError('usage', "missing required argument 'skill'", { hint: 'skillratchet improve ./my-skill' });
  }
  const match = /^(.+)@(?:v?(0|[1-9]\d*)|best)$/.exec(named);
  if (match?.[1] === undefined) {
    throw new UserError('usage', `${JSON.stringify(named)} names no version of a workspace.`, {
      hint: 'Name both: --fork ./my-skill-autoresearch@3, or @best.',
    });
  }
  if (workspace === undefined) {
    throw new UserError('usage', 'A fork is a run of its own and needs a place of its own.', {
      hint: 'Name a new folder for it with --workspace DIR.',
    });
  }
  const fork = await readFork(
    await findWorkspace(shell.cwd, match[1]),
    match[2] === undefined ? 'best' : `v${match[2]}`,
  );
  return { skill: skill ?? (await skillOf(fork)), fork };
}

async function skillOf({ workspace, run }: Fork): Promise<string> {
  if (run !== null) return skillOfRun(workspace, run);
  throw new UserError('usage', `${workspace.root} does not say which skill it belongs to.`, {
    hint: 'Name the skill: skillratchet improve ./my-skill --fork …',
  });
}

/** Takes the settings that no flag gives from the run which is forked, before the environment and the configuration file. */
export function applyForked(command: Command, run: Pick<RunRecord, 'config' | 'origins'>): void {
  const isGiven = (attribute: string) => command.getOptionValueSource(attribute) === 'cli';
  for (const [attribute, key] of Object.entries(MEASUREMENT)) {
    if (isGiven(attribute) || run.config[key] === null) continue;
    // Whoever judges and improves because nobody else was named is the executor, whoever that is now.
    const follows = followed(run, key) && isGiven('agent');
    const value: unknown = follows ? command.opts<MeasureFlags>().agent?.[0] : asGiven(run.config, key);
    command.setOptionValueWithSource(attribute, value, 'run');
  }
}

/** A setting in the form in which its flag has it. */
function asGiven(config: RunConfig, key: keyof RunConfig): unknown {
  if (key === 'timeout_ms') return config.timeout_ms / 1000;
  if (key === 'agent') return executorSpecs(config);
  if (key === 'guardrails') return guardrailTexts(config.guardrails);
  return key === 'call_limits' && config.call_limits !== null ? callLimitTexts(config.call_limits) : config[key];
}

function followed({ config, origins }: Pick<RunRecord, 'config' | 'origins'>, key: keyof RunConfig): boolean {
  const isRole = key === 'judge' || key === 'improver';
  return isRole && config[key] === config.agent && (origins[key] ?? 'default') === 'default';
}
