import type { Campaign } from './campaign.ts';
import { executeTrial } from './execute-trial.ts';
import type { Subject } from './subject.ts';

/** Runs each eval without expectations once, for people to read: it gets a transcript and outputs, and no grading. */
export async function runUngraded(campaign: Campaign, subject: Subject): Promise<void> {
  const evals = campaign.evals.filter(({ expectations }) => expectations.length === 0);
  const ended = await Promise.allSettled(
    evals.map((evalCase) => campaign.scheduler.run(() => executeTrial({ campaign, subject, evalCase, trial: 1 }))),
  );
  const failed = ended.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
