import { relative, resolve } from 'node:path';
import { allowedEnvironment } from '../agents/environment.ts';
import type { Agent } from '../agents/port.ts';
import type { RunRecord } from '../core/schema/run.ts';
import type { Campaign } from '../loop/campaign.ts';
import type { CampaignRequest } from '../loop/campaign-request.ts';
import type { Fork } from '../loop/fork.ts';
import { openCampaign } from '../loop/open-campaign.ts';
import { mendReadme } from '../loop/write-readme.ts';
import { writeJson } from '../platform/atomic.ts';
import { systemClock } from '../platform/clock.ts';
import type { Follower } from '../records/live.ts';
import { artifactsAt } from '../store/artifacts-layout.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import { hearPerson } from './at-the-keys.ts';
import { agentsFor, redactFor } from './compose.ts';
import { defaultConfig, defaultLimits } from './defaults.ts';
import { firstAgent } from './first-agent.ts';
import { followersFor } from './followers.ts';
import { artifactsOf } from './handing-on.ts';
import { interruptible } from './interrupts.ts';
import { configOf, limitsOf, type MeasureFlags, moreIterationsOf } from './options.ts';
import type { Shell } from './shell.ts';
import { PROGRAM_VERSION } from './version.ts';
import { openView } from './view.ts';

export interface MeasureRequest {
  readonly skill: string;
  readonly flags: MeasureFlags;
  /** Where settings come from; those that are not named come from flags. */
  readonly origins?: RunRecord['origins'];
  /** The work is a claim, which may be made after a submit as well. */
  readonly afterSubmit?: boolean;
  /** What a run that begins has for its original, in place of the skill; null: the skill. */
  readonly fork?: Fork | null;
}

export interface Measured<Result> {
  readonly campaign: Campaign;
  readonly result: Result;
  /** The exit code that a signal asked for; null when none came. */
  readonly interruptCode: number | null;
}

/** Opens the skill's workspace, runs `work` in it under the person's eyes and signals, and closes it again. */
export async function measuring<Result>(
  shell: Shell,
  request: MeasureRequest,
  work: (campaign: Campaign) => Promise<Result>,
): Promise<Measured<Result>> {
  const { flags } = request;
  const createAgent = agentsFor(shell, flags);
  const view = await openView(shell);
  const stop = interruptible(shell);
  let followers: readonly Follower[] = [];
  try {
    const followersOf = await followersFor(shell, flags, view.say);
    const { campaign, close } = await openCampaign({
      ...(await requestOf(shell, request, createAgent)),
      stop,
      emit(event) {
        view.show(event);
        for (const follower of followers) follower.hear(event);
      },
    });
    await mendReadme(campaign, view.say);
    followers = followersOf(campaign);
    await declared(shell, campaign.workspace, flags);
    const unhear = hearPerson(shell, campaign, { view, stop });
    try {
      return { campaign, result: await work(campaign), interruptCode: stop.code() };
    } finally {
      unhear();
      await close();
      // Nobody is at work any more: that is what they say.
      for (const follower of followers) await follower.finish();
    }
  } finally {
    stop.release();
    view.close();
  }
}

/** What the flags ask of a campaign. */
async function requestOf(
  shell: Shell,
  { skill, flags, origins = {}, afterSubmit = false, fork = null }: MeasureRequest,
  createAgent: (spec: string) => Agent,
): Promise<Omit<CampaignRequest, 'stop' | 'emit'>> {
  return {
    skillDir: resolve(shell.cwd, skill),
    workspaceRoot: flags.workspace === undefined ? null : resolve(shell.cwd, flags.workspace),
    restart: flags.restart ?? false,
    allowMissingFiles: flags.allowMissingFiles ?? false,
    sealed: flags.sealed === undefined ? null : resolve(shell.cwd, flags.sealed),
    afterSubmit,
    fork,
    config: configOf(flags),
    origins,
    defaults: defaultConfig(),
    findAgent: () => namedAgent(shell, createAgent),
    limits: limitsOf(flags),
    moreIterations: moreIterationsOf(flags),
    defaultLimits,
    reuse: await Promise.all((flags.reuse ?? []).map((folder) => rootOf(shell, folder))),
    passEnv: flags.env ?? [],
    readable: (flags.sandboxRead ?? []).map((path) => resolve(shell.cwd, path)),
    environment: allowedEnvironment(shell.environment, flags.env ?? []),
    commandEnvironment: flags.checkCommands === 'refuse' ? null : allowedEnvironment(shell.environment, []),
    programVersion: PROGRAM_VERSION,
    redact: redactFor(shell),
    clock: systemClock,
    createAgent,
  };
}

/** Says in the workspace where what is asked for will lie. */
async function declared(shell: Shell, { root, config }: Workspace, flags: MeasureFlags): Promise<void> {
  const { artifacts, sft = false } = flags;
  const { jobs, sftData } = artifactsAt(resolve(shell.cwd, artifactsOf(flags)));
  const raw = artifacts === undefined ? {} : { raw_trajectories_dir: relative(root, jobs) };
  const data = sft ? { sft_data_dir: relative(root, sftData) } : {};
  const outputs = { ...raw, ...data };
  if (Object.keys(outputs).length > 0) await writeJson(config, { schema_version: 1, outputs });
}

/** The first agent that is found, named on the screen. */
async function namedAgent(shell: Shell, createAgent: (spec: string) => Agent): Promise<string> {
  const { name, version } = await firstAgent(createAgent);
  shell.report(
    `agent ${name}${version === null ? '' : ` ${version}`}, the first that is installed and logged in (--agent names another)`,
  );
  return name;
}

async function rootOf({ cwd }: Shell, folder: string): Promise<string> {
  return (await findWorkspace(cwd, folder)).root;
}
