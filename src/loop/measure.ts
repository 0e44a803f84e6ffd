import { UserError } from '../core/errors.ts';
import type { Measurement, Slot } from '../core/referee/port.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { usedBy } from '../core/used.ts';
import type { TrialsPlace } from '../store/layout.ts';
import { readTrial } from '../store/trials.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { executeTrial } from './execute-trial.ts';
import { gradeTrial } from './grade-trial.ts';
import type { Subject } from './subject.ts';
import { tell } from './tell.ts';
import { usableGrading } from './usable-grading.ts';

/** One trial, from what is stored of it to its terminal outcome: finished calls are never made again. */
export async function measureTrial(campaign: Campaign, subject: Subject, slot: Slot): Promise<Measurement> {
  // Its slot is its own until its end was told: who asks for a stop then is heard before the next trial begins.
  return campaign.scheduler.run(() => measureInSlot(campaign, subject, slot));
}

async function measureInSlot(campaign: Campaign, subject: Subject, slot: Slot): Promise<Measurement> {
  const evalCase = caseNamed(campaign, slot.evalId);
  const stored = await storedMeasurement(subject.place, evalCase, slot);
  if (stored !== null) return stored;
  if (campaign.stop.requested()) throw new RunHalted('user', 'The run was stopped.');
  const part = { campaign, subject, evalCase, trial: slot.trial };
  const executed = await executeTrial(part);
  if (executed.outcome === null) await gradeTrial(part, executed);
  const measurement = await storedMeasurement(subject.place, evalCase, slot);
  if (measurement === null) throw new Error(`trial ${slot.trial} of eval ${slot.evalId} ended without an outcome`);
  const facts = endedFacts(slot, measurement);
  // What came out of sealed evals is kept in `sealed/` alone.
  const told = subject.purpose.startsWith('submit') ? { ...facts, passed: null, total: null } : facts;
  const { iteration, purpose } = subject;
  const pass = purpose === 'iteration' ? {} : { purpose };
  const reused = executed.cache_hit === null ? {} : { reused: true };
  await tell(campaign, { event: 'trial_ended', iteration, ...told, ...pass, ...reused });
  return measurement;
}

/** Whether a trial has a terminal outcome already. */
export async function isMeasured(trials: TrialsPlace, { evalId, trial }: Slot): Promise<boolean> {
  const outcome = (await readTrial(trials.trial(evalId, trial)))?.outcome ?? null;
  return outcome !== null && outcome !== 'interrupted';
}

/** The terminal outcome of a stored trial; null while it has none, and for one that was never graded because the budget ended. */
export async function storedMeasurement(
  trials: TrialsPlace,
  evalCase: EvalCase,
  slot: Omit<Slot, 'evalId'>,
): Promise<Measurement | null> {
  const place = trials.trial(evalCase.id, slot.trial);
  const record = await readTrial(place);
  if (record === null || record.outcome === null || record.outcome === 'interrupted') return null;
  if (record.outcome !== 'graded') return { outcome: record.outcome, kind: record.error?.kind ?? null };
  const grading = await usableGrading(place, evalCase);
  if (grading === null) {
    throw new UserError('invalid_workspace', `${place.record} says graded, but ${place.grading} is missing.`, {
      hint: `Restore it from a backup, or remove ${place.dir} to have the trial measured anew.`,
    });
  }
  const passed = grading.expectations.filter((item) => item.passed).length;
  return { outcome: 'graded', passed, total: grading.expectations.length, used: usedBy(record) };
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
