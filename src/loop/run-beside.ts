import { teachingEvals, ungradedEvals } from '../core/schema/suite.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { Campaign } from './campaign.ts';
import { executeTrial } from './execute-trial.ts';
import { measureTrial } from './measure.ts';
import type { Subject } from './subject.ts';

/** Runs what decides nothing once, for people and the improver to learn from: evals of `train`, and those without expectations. */
export async function runBeside(campaign: Campaign, subject: Subject): Promise<void> {
  await allOrFirstFailure([
    ...ungradedEvals(campaign.evals).map((evalCase) =>
      campaign.scheduler.run(() => executeTrial({ campaign, subject, evalCase, trial: 1 })),
    ),
    runTeaching(campaign, subject),
  ]);
}

/** Measures the evals of `train` once. */
export async function runTeaching(campaign: Campaign, subject: Subject): Promise<void> {
  const slots = teachingEvals(campaign.evals).map(({ id }) => ({ evalId: id, trial: 1 }));
  await allOrFirstFailure(slots.map((slot) => measureTrial(campaign, subject, slot)));
}
