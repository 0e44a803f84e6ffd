import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../core/errors.ts';
import { isGradable, regradeRecord } from '../core/regrade.ts';
import { type RegradeRecord, type RegradeRequest, regradeRequestSchema } from '../core/schema/regrade.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { timestamp } from '../core/timestamp.ts';
import { writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { regradesIn } from '../store/regrades.ts';
import { readRunState } from '../store/run-state.ts';
import { writeNewGrading } from '../store/trials.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import { mendDerived } from './apply-decision.ts';
import type { Campaign } from './campaign.ts';
import { freshGrading } from './grade-trial.ts';
import { type FoundIteration, type FoundTrial, readRegraded } from './read-regraded.ts';
import type { Subject } from './subject.ts';
import { tell } from './tell.ts';

/** Who grades, as it was asked for and who it is, and who graded before. */
export type RegradeJudge = Pick<RegradeRequest, 'judge_spec' | 'judge' | 'judge_before'>;

/** What a regrade does, or goes on with. */
export interface RegradePlan {
  readonly request: RegradeRequest;
  readonly iterations: readonly FoundIteration[];
}

/**
 * Grades the stored trials of closed iterations anew, with the campaign's judge, into `regrades/K/`. What was graded
 * before stays as it is; finished gradings of an interrupted regrade are kept. Throws RunHalted when it must wait.
 */
export async function regrade(campaign: Campaign, judge: RegradeJudge): Promise<RegradeRecord> {
  const { workspace } = campaign;
  const { request, iterations } = await planRegrade(campaign, judge, campaign.clock.now());
  const place = workspace.regrade(request.number);
  await mkdir(place.dir, { recursive: true });
  if (!(await exists(place.request))) await writeJson(place.request, request);
  const trials = iterations.flatMap((one) => one.trials.map((trial) => ({ ...trial, of: one }))).filter(isOpen);
  const purpose = `regrade-${request.number}`;
  await tell(campaign, { event: 'pass_started', purpose, pass: 1, trials: trials.length });
  await allOrFirstFailure(trials.map((trial) => campaign.scheduler.run(() => gradeAnew(campaign, purpose, trial))));
  const record = regradeRecord(request, await readRegraded(campaign, request));
  await writeJson(place.record, record);
  const closed = (await readRunState(workspace)).iterations.filter(({ sealed }) => sealed);
  await mendDerived(
    campaign,
    closed.flatMap(({ decision }) => decision ?? []),
  );
  return record;
}

/** What a regrade by that judge would do. Reads only. A UserError `refused` where nothing can be graded anew. */
export async function planRegrade(
  ground: { readonly workspace: Workspace; readonly evals: readonly EvalCase[] },
  judge: RegradeJudge,
  now: number,
): Promise<RegradePlan> {
  const { workspace } = ground;
  const closed = (await readRunState(workspace)).iterations.filter(({ sealed }) => sealed).length;
  if (closed === 0) {
    throw new UserError('refused', 'No iteration is closed yet, so there is nothing to grade anew.', {
      hint: 'Run `skillratchet improve` first.',
    });
  }
  const last = (await regradesIn(workspace)).at(-1) ?? 0;
  const request = (await unfinished(workspace, last, judge)) ?? {
    schema_version: 1,
    number: last + 1,
    ...judge,
    iterations: closed,
    started_at: timestamp(now),
  };
  return { request, iterations: await readRegraded(ground, request) };
}

/** Trials of which there is no new grading yet. */
export function isOpen(trial: FoundTrial): boolean {
  return isGradable(trial) && trial.after === null;
}

/** The last regrade, where it was never finished and is by the same judge. */
async function unfinished(
  workspace: Workspace,
  number: number,
  { judge_spec, judge, judge_before }: RegradeJudge,
): Promise<RegradeRequest | null> {
  const place = workspace.regrade(number);
  if (await exists(place.record)) return null;
  const request = await readRecord(place.request, regradeRequestSchema);
  if (request === null) return null;
  const { judge_spec: spec, judge: who, judge_before: before } = request;
  return isDeepStrictEqual([spec, who, before], [judge_spec, judge, judge_before]) ? request : null;
}

/** A trial that the judge has no usable answer for stays without a new grading. */
async function gradeAnew(
  campaign: Campaign,
  purpose: string,
  { of, evalCase, trial, record, from, to }: FoundTrial & { readonly of: FoundIteration },
): Promise<void> {
  const { iteration } = of.decision;
  const place = campaign.workspace.iteration(iteration);
  // The judge is told nothing of the version, so that its tree plays no part.
  const subject: Subject = { iteration, purpose, tree: place.candidate, installed: true, treeHash: '', place };
  const graded = await freshGrading({ campaign, subject, evalCase, trial }, record, { from, to });
  const told = { event: 'trial_ended', iteration, eval_id: evalCase.id, trial, purpose } as const;
  if (graded.type === 'unusable') {
    return tell(campaign, { ...told, outcome: 'judge_error', kind: 'protocol', passed: null, total: null });
  }
  await writeNewGrading(to, graded.grading);
  const { passed, total } = graded.grading.summary;
  await tell(campaign, { ...told, outcome: 'graded', kind: null, passed, total });
}
