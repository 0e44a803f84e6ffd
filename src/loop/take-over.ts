import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../core/errors.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { copyOutputsOf } from '../store/stored-outputs.ts';
import { writeExecution } from '../store/trials.ts';
import { inScratch } from './call.ts';
import { leakInMade } from './find-leak.ts';
import { cacheHitOf } from './reuse.ts';
import { gradingKey, trialKeyAhead } from './trial-key.ts';
import type { TrialPart } from './trial-part.ts';
import { usableGrading } from './usable-grading.ts';

/** Copies the executor's result of the very same trial from another run; null when that was not asked for, or there is none. */
export async function takeOver(part: TrialPart, place: TrialPlace): Promise<TrialRecord | null> {
  const { campaign, evalCase, trial } = part;
  if (campaign.reuse === null || !mayBeOld(part)) return null;
  const found = await campaign.reuse.find(await trialKeyAhead(part));
  if (found === null) return null;
  return inScratch(campaign, async (scratch) => {
    const outputsFrom = join(scratch, 'outputs');
    if (!(await copied(found.place, outputsFrom))) return null;
    const files = {
      transcript: (await readText(found.place.transcript)) ?? '',
      trajectory: (await readText(found.place.trajectory)) ?? '',
      outputsFrom,
      outputLimit: campaign.limits.artifact_bytes,
    };
    // The other run may have known of no canary.
    if ((await leakInMade(campaign.canaries, { ...files, outputs: outputsFrom })) !== null) return null;
    const record: TrialRecord = {
      ...found.record,
      eval_id: evalCase.id,
      trial,
      outcome: null,
      error: null,
      cache_hit: cacheHitOf(campaign.workspace.root, found),
    };
    return writeExecution(place, files, record);
  });
}

/** Whether the outputs could be copied: of large ones the bytes may be gone. */
async function copied(from: TrialPlace, to: string): Promise<boolean> {
  try {
    await copyOutputsOf(from, to);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The grading of a trial that was taken over, where it is the one that would come out here; else null. */
export async function gradingElsewhere(part: TrialPart, record: TrialRecord): Promise<Grading | null> {
  const { campaign, evalCase } = part;
  if (record.cache_hit === null || record.key === null) return null;
  const found = (await campaign.reuse?.find(record.key)) ?? null;
  if (found?.record.outcome !== 'graded') return null;
  if (!isDeepStrictEqual(cacheHitOf(campaign.workspace.root, found), record.cache_hit)) return null;
  const grading = await readableGrading(found.place, evalCase);
  return grading?.key === (await gradingKey(part, record.key)) ? grading : null;
}

/** null for one that is not as we write it; then the trial is graded anew. */
async function readableGrading(place: TrialPlace, evalCase: EvalCase): Promise<Grading | null> {
  try {
    return await usableGrading(place, evalCase);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/**
 * What a climb measures of a candidate, and what is measured without a skill. The baseline and every fresh pass are worth
 * something only when they are new.
 */
function mayBeOld({ subject }: TrialPart): boolean {
  return (subject.purpose === 'iteration' && subject.iteration > 0) || !subject.installed;
}
