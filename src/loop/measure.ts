import { UserError } from '../core/errors.ts';
import type { Measurement, Slot } from '../core/referee/port.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { readTrial } from '../store/trials.ts';
import type { Campaign } from './campaign.ts';
import { executeTrial } from './execute-trial.ts';
import { gradeTrial } from './grade-trial.ts';
import type { Subject } from './subject.ts';
import { tell } from './tell.ts';
import { usableGrading } from './usable-grading.ts';

/** One trial, from what is stored of it to its terminal outcome: finished calls are never made again. */
export async function measureTrial(campaign: Campaign, subject: Subject, slot: Slot): Promise<Measurement> {
  const stored = await storedMeasurement(campaign, subject.iteration, slot);
  if (stored !== null) return stored;
  const part = { campaign, subject, evalCase: caseNamed(campaign, slot.evalId), trial: slot.trial };
  await campaign.scheduler.run(async () => {
    const executed = await executeTrial(part);
    if (executed.outcome === null) await gradeTrial(part, executed);
  });
  const measurement = await storedMeasurement(campaign, subject.iteration, slot);
  if (measurement === null) throw new Error(`trial ${slot.trial} of eval ${slot.evalId} ended without an outcome`);
  await tell(campaign, { event: 'trial_ended', iteration: subject.iteration, ...endedFacts(slot, measurement) });
  return measurement;
}

/** The terminal outcome of a stored trial; null while it has none. */
export async function storedMeasurement(
  campaign: Campaign,
  iteration: number,
  slot: Slot,
): Promise<Measurement | null> {
  const place = campaign.workspace.iteration(iteration).trial(slot.evalId, slot.trial, slot.agent);
  const record = await readTrial(place);
  if (record === null || record.outcome === null) return null;
  if (record.outcome !== 'graded') return { outcome: record.outcome, kind: record.error?.kind ?? null };
  const grading = await usableGrading(place, caseNamed(campaign, slot.evalId));
  if (grading === null) {
    throw new UserError('invalid_workspace', `${place.record} says graded, but ${place.grading} is missing.`, {
      hint: `Restore it from a backup, or remove ${place.dir} to have the trial measured anew.`,
    });
  }
  const passed = grading.expectations.filter((item) => item.passed).length;
  return { outcome: 'graded', passed, total: grading.expectations.length };
}

function caseNamed(campaign: Campaign, evalId: string): EvalCase {
  const found = campaign.evals.find(({ id }) => id === evalId);
  if (found === undefined) throw new Error(`no eval ${evalId} is in the suite`);
  return found;
}

function endedFacts({ evalId, trial }: Slot, measurement: Measurement) {
  const place = { eval_id: evalId, trial, outcome: measurement.outcome };
  return measurement.outcome === 'graded'
    ? { ...place, kind: null, passed: measurement.passed, total: measurement.total }
    : { ...place, kind: measurement.kind, passed: null, total: null };
}
