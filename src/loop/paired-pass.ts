import type { FreshTrial, Versions } from '../core/fresh.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { Campaign } from './campaign.ts';
import { measureTrial } from './measure.ts';
import type { Subject } from './subject.ts';
import { tell } from './tell.ts';

/** One fresh trial of each of two versions on each of some evals. */
export interface PairedPass {
  readonly purpose: string;
  /** From 1; the number of its trials. */
  readonly pass: number;
  readonly subjects: Readonly<Record<keyof Versions, Subject>>;
  readonly evalIds: readonly string[];
}

/** Runs the trials of a pass, the two versions side by side, so that whatever changes with time changes for both. */
export async function measurePair(campaign: Campaign, plan: PairedPass): Promise<readonly FreshTrial[]> {
  const { purpose, pass, subjects, evalIds } = plan;
  await tell(campaign, { event: 'pass_started', purpose, pass, trials: 2 * evalIds.length });
  return allOrFirstFailure(
    evalIds.flatMap((evalId) =>
      [subjects.original, subjects.best].map(async (subject) => {
        const measurement = await measureTrial(campaign, subject, { evalId, trial: pass });
        return { version: `v${subject.iteration}`, evalId, trial: pass, measurement };
      }),
    ),
  );
}
