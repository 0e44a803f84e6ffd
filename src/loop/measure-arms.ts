import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { armsRecord } from '../core/arms.ts';
import { UserError } from '../core/errors.ts';
import { type Arm, type ArmsRecord, type ArmsRequest, armsRequestSchema, NO_SKILL } from '../core/schema/arms.ts';
import { decidingEvals } from '../core/schema/suite.ts';
import { timestamp } from '../core/timestamp.ts';
import { writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { iterationOf } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { incumbentOf, readRunState, versionsIn } from '../store/run-state.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import { armPlace, armsIn, armTrials, bareTrials } from './arm-trials.ts';
import type { Campaign } from './campaign.ts';
import { measureTrial } from './measure.ts';
import { passOf, type Subject } from './subject.ts';
import { tell } from './tell.ts';

export interface ArmsAsked {
  /** `none`, `v0`, `best` or `vN`, each once. */
  readonly names: readonly string[];
  /** Of each eval with each arm. */
  readonly trials: number;
}

/**
 * Measures arms side by side on the deciding evals and stores what they come to in `passes/arms-K/arms.json`. Trials
 * without a skill that an earlier comparison left are taken over where they are the very same. An interrupted comparison is
 * gone on with. Nothing of it steers a climb. Throws a UserError `usage` for a version that is not there, `unmeasured` when
 * nothing could be measured, and RunHalted when it must wait.
 */
export async function measureArms(campaign: Campaign, asked: ArmsAsked): Promise<ArmsRecord> {
  const { workspace, evals } = campaign;
  const request = await requestFor(campaign, asked);
  const place = workspace.arms(request.number);
  await mkdir(place.dir, { recursive: true });
  if (!(await exists(place.request))) await writeJson(place.request, request);
  const subjects = await Promise.all(request.arms.map((arm) => subjectOf(campaign, request.number, arm)));
  for (const subject of subjects) {
    const trials = request.trials * decidingEvals(evals).length;
    await tell(campaign, { event: 'pass_started', purpose: subject.purpose, pass: 1, trials });
  }
  const bare = { ...campaign, reuse: bareTrials(campaign, request.number) };
  await allOrFirstFailure(
    slotsOf(campaign, request).flatMap((slot) =>
      subjects.map((subject) => measureTrial(subject.installed ? campaign : bare, subject, slot)),
    ),
  );
  const weights = new Map(decidingEvals(evals).map(({ id, weight }) => [id, weight]));
  const record = armsRecord(request, weights, await armTrials(campaign, request));
  if (record.scores.every(({ score }) => score === null)) {
    throw new UserError('unmeasured', 'No trial of any arm could be measured.', { hint: `See why in ${place.dir}.` });
  }
  await writeJson(place.record, record);
  return record;
}

/** The comparison that was begun last and never ended, where it is the same; else the next. */
async function requestFor(campaign: Campaign, { names, trials }: ArmsAsked): Promise<ArmsRequest> {
  const { workspace, clock } = campaign;
  const arms = await armsNamed(campaign, names);
  const last = (await armsIn(workspace)).at(-1) ?? 0;
  const open = workspace.arms(last);
  const begun = (await exists(open.record)) ? null : await readRecord(open.request, armsRequestSchema);
  if (begun !== null && isDeepStrictEqual([begun.arms, begun.trials], [arms, trials])) return begun;
  return { schema_version: 1, number: last + 1, arms, trials, started_at: timestamp(clock.now()) };
}

/** The versions that are meant; before anything was kept, `best` is the original. Of two names of one version the first counts. */
async function armsNamed({ workspace }: Campaign, names: readonly string[]): Promise<Arm[]> {
  const best = incumbentOf(await readRunState(workspace)) ?? 'v0';
  const versions = await versionsIn(workspace);
  const arms = names.map((name): Arm => {
    const version = name === NO_SKILL ? null : name === 'best' ? best : name;
    if (version === null || versions.includes(version)) return { name, version };
    throw new UserError('usage', `There is no version ${JSON.stringify(name)}.`, {
      hint: `Arms are ${[NO_SKILL, 'best', ...versions].join(', ')}.`,
    });
  });
  return arms.filter(({ version }, index) => arms.findIndex((other) => other.version === version) === index);
}

async function subjectOf(campaign: Campaign, number: number, arm: Arm): Promise<Subject> {
  if (arm.version !== null) return passOf(campaign, `arms-${number}`, arm.version);
  const { workspace } = campaign;
  return {
    iteration: iterationOf('v0') ?? 0,
    purpose: `no-skill-${number}`,
    tree: workspace.version('v0'),
    installed: false,
    treeHash: '',
    place: armPlace(workspace, number, arm),
  };
}

/** Trial by trial, so that the arms of each stand side by side and whatever changes with time changes for all. */
function slotsOf({ evals }: Campaign, { trials }: ArmsRequest) {
  return Array.from({ length: trials }, (_, index) =>
    decidingEvals(evals).map(({ id: evalId }) => ({ evalId, trial: index + 1 })),
  ).flat();
}
