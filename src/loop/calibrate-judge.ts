import { mkdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../core/errors.ts';
import { judgeCalibrationOf } from '../core/judge-calibration.ts';
import {
  type JudgeCalibration,
  type JudgeCalibrationRequest,
  judgeCalibrationRequestSchema,
} from '../core/schema/judge-calibration.ts';
import type { AgentIdentity } from '../core/schema/trial.ts';
import { timestamp } from '../core/timestamp.ts';
import { writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { incumbentOf, readRunState } from '../store/run-state.ts';
import { readTrial, writeNewGrading } from '../store/trials.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { Campaign } from './campaign.ts';
import { freshGrading } from './grade-trial.ts';
import { judgedTrials, placeOf, type Repeat, readRepeats, repeatPlace, repeatsOf } from './judge-repeats.ts';
import { tell } from './tell.ts';

/**
 * Grades the stored trials of the incumbent again, so many times, into `judge-calibrations/K/`, and stores what that says
 * of the judge. No executor is called. An interrupted one is gone on with, and no grading is paid twice. Throws a
 * UserError `refused` where no stored trial was judged, `unmeasured` where none could be graded every time, and RunHalted
 * when it must wait.
 */
export async function calibrateJudge(
  campaign: Campaign,
  { judge, times }: { readonly judge: AgentIdentity; readonly times: number },
): Promise<JudgeCalibration> {
  const { workspace } = campaign;
  const request = await requestFor(campaign, { judge, times });
  const place = workspace.judgeCalibration(request.number);
  await mkdir(place.dir, { recursive: true });
  if (!(await exists(place.request))) await writeJson(place.request, request);
  for (let pass = 1; pass <= times; pass += 1) {
    const repeats = repeatsOf(request).filter(({ repeat }) => repeat === pass);
    const purpose = purposeOf(request, pass);
    await tell(campaign, { event: 'pass_started', purpose, pass, trials: repeats.length });
    await allOrFirstFailure(repeats.map((one) => campaign.scheduler.run(() => gradeAgain(campaign, request, one))));
  }
  const record = judgeCalibrationOf(request, await readRepeats(workspace, request));
  if (record === null) {
    throw new UserError('unmeasured', `No trial could be graded ${times} times.`, { hint: `See why in ${place.dir}.` });
  }
  await writeJson(place.record, record);
  return record;
}

/** Numbers of the calibrations of the judge that were begun, in order. */
export async function judgeCalibrationsIn({ judgeCalibrations }: Workspace): Promise<readonly number[]> {
  const names = (await namesIn(judgeCalibrations)).filter((name) => /^[1-9]\d*$/.test(name));
  return names.map(Number).sort((a, b) => a - b);
}

/** The seed of a call follows from it, so that each repeat asks in an order of its own. */
function purposeOf({ number }: JudgeCalibrationRequest, repeat: number): string {
  return `judge-${number}-${repeat}`;
}

async function requestFor(
  campaign: Campaign,
  { judge, times }: { readonly judge: AgentIdentity; readonly times: number },
): Promise<JudgeCalibrationRequest> {
  const { workspace, clock } = campaign;
  const version = incumbentOf(await readRunState(workspace));
  const trials = version === null ? [] : await judgedTrials(campaign, version);
  if (version === null || trials.length === 0) throw nothingJudged();
  const last = (await judgeCalibrationsIn(workspace)).at(-1) ?? 0;
  const open = workspace.judgeCalibration(last);
  const begun = (await exists(open.record)) ? null : await readRecord(open.request, judgeCalibrationRequestSchema);
  const asked = { version, judge, times, trials: [...trials] };
  const isSame = begun !== null && isDeepStrictEqual({ ...begun, ...asked }, begun);
  if (isSame) return begun;
  return { schema_version: 1, number: last + 1, ...asked, started_at: timestamp(clock.now()) };
}

function nothingJudged(): UserError {
  return new UserError('refused', 'No stored trial of the best version was graded by a judge.', {
    hint: 'Run `skillratchet eval SKILL` first; where checks decide everything, there is no judge to calibrate.',
  });
}

/** A trial that the judge has no usable answer for stays without a grading of this repeat. */
async function gradeAgain(campaign: Campaign, request: JudgeCalibrationRequest, repeat: Repeat): Promise<void> {
  const { workspace, evals } = campaign;
  const [from, to] = [placeOf(workspace, request.version, repeat), repeatPlace(workspace, request.number, repeat)];
  const [evalCase, record] = [evals.find(({ id }) => id === repeat.eval_id), await readTrial(from)];
  if (evalCase === undefined || record === null) throw new Error(`${from.dir} is gone`);
  if (await exists(to.grading)) return;
  // The judge is told nothing of the version, so that its tree plays no part.
  const purpose = purposeOf(request, repeat.repeat);
  const subject = {
    iteration: 0,
    purpose,
    tree: workspace.version('v0'),
    installed: true,
    treeHash: repeat.purpose,
    place: workspace.iteration(0),
  };
  const graded = await freshGrading({ campaign, subject, evalCase, trial: repeat.trial }, record, { from, to });
  const told = { event: 'trial_ended', iteration: 0, eval_id: evalCase.id, trial: repeat.trial, purpose } as const;
  if (graded.type === 'unusable') {
    return tell(campaign, { ...told, outcome: 'judge_error', kind: 'protocol', passed: null, total: null });
  }
  await writeNewGrading(to, graded.grading);
  const { passed, total } = graded.grading.summary;
  await tell(campaign, { ...told, outcome: 'graded', kind: null, passed, total });
}
