import { type CalibrationTrial, calibrationOf } from '../core/calibration.ts';
import { UserError } from '../core/errors.ts';
import { type CalibrationRecord, calibrationSchema } from '../core/schema/calibration.ts';
import { decidingEvals, type EvalCase, runsOf } from '../core/schema/suite.ts';
import { writeJson } from '../platform/atomic.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { incumbentOf, readRunState } from '../store/run-state.ts';
import { readGrading, readTrial, trialPlaces } from '../store/trials.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { Campaign } from './campaign.ts';
import { measureTrial } from './measure.ts';
import { raceSettingsOf } from './referee-of.ts';
import { passOf, type Subject } from './subject.ts';
import { tell } from './tell.ts';

/** Passes without which nothing is known of how trials differ. */
export const FEWEST_PASSES = 2;

/**
 * Runs the incumbent again, so many passes afresh, and stores what they say of the suite itself in `calibration.json`.
 * Its trials never enter what the referee believes. An interrupted one is gone on with. Throws a UserError `refused`
 * before the baseline, `unmeasured` when no eval could be measured twice, and RunHalted when it must wait.
 */
export async function calibrate(campaign: Campaign, passes: number): Promise<CalibrationRecord> {
  const { workspace, run, evals } = campaign;
  const version = incumbentOf(await readRunState(workspace));
  if (version === null) {
    throw new UserError('refused', 'Nothing was measured yet, so there is no version to calibrate with.', {
      hint: 'Run `skillratchet eval SKILL` first.',
    });
  }
  const number = ((await readRecord(workspace.calibration, calibrationSchema))?.number ?? 0) + 1;
  const purpose = `calibrate-${number}`;
  const subject = await passOf(campaign, purpose, version);
  for (let pass = 1; pass <= passes; pass += 1) await measurePass(campaign, subject, pass);
  const asked = { number, version, passes };
  const [settings, runs] = [raceSettingsOf(run.config, evals), runsOf(evals)];
  const record = calibrationOf({ asked, settings, runs, trials: await trialsIn(subject, evals) });
  if (record === null) {
    throw new UserError('unmeasured', `No eval could be measured twice in ${passes} passes.`, {
      hint: `See why in ${subject.place.dir}.`,
    });
  }
  await writeJson(workspace.calibration, record);
  return record;
}

async function measurePass(campaign: Campaign, subject: Subject, pass: number): Promise<void> {
  const slots = slotsOf(campaign, pass);
  await tell(campaign, { event: 'pass_started', purpose: subject.purpose, pass, trials: slots.length });
  await allOrFirstFailure(slots.map((slot) => measureTrial(campaign, subject, slot)));
}

/** As many trials of each eval as a pass of the run has, numbered on from pass to pass. */
function slotsOf({ evals }: Pick<Campaign, 'evals'>, pass: number) {
  return decidingEvals(evals).flatMap(({ id: evalId, runs }) =>
    Array.from({ length: runs }, (_, index) => ({
      evalId,
      trial: (pass - 1) * runs + index + 1,
    })),
  );
}

async function trialsIn({ place }: Subject, evals: readonly EvalCase[]): Promise<readonly CalibrationTrial[]> {
  const perEval = decidingEvals(evals).map(async ({ id }) =>
    Promise.all((await trialPlaces(place, id)).map((one) => trialAt(one, id))),
  );
  return (await Promise.all(perEval)).flat(2);
}

async function trialAt(place: TrialPlace, evalId: string): Promise<readonly CalibrationTrial[]> {
  const { trial = 0, outcome = null } = (await readTrial(place)) ?? {};
  if (outcome === null) return [];
  return [{ evalId, trial, outcome, grading: outcome === 'graded' ? await readGrading(place) : null }];
}
