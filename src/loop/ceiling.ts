import type { Decision } from '../core/schema/decision.ts';
import { decidingEvals } from '../core/schema/suite.ts';
import { versionOf } from '../store/layout.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { Campaign } from './campaign.ts';
import { measureTrial } from './measure.ts';
import { passOf } from './subject.ts';

/**
 * Whether nothing can be better than the incumbent. Under rule strict: its score is 1. Under rule race one perfect pass
 * may be luck, so that a fresh one has to be perfect as well; it is measured here, once for each incumbent.
 */
export async function atCeiling(campaign: Campaign, decisions: readonly Decision[]): Promise<boolean> {
  const kept = decisions.findLast(({ decision }) => decision === 'keep');
  if (kept === undefined || kept.row.score !== '1') return false;
  if (campaign.run.config.rule === 'strict') return true;
  const subject = await passOf(campaign, `ceiling-${kept.iteration}`, versionOf(kept.iteration));
  const trials = decidingEvals(campaign.evals).map(({ id }) =>
    measureTrial(campaign, subject, { evalId: id, trial: 1 }),
  );
  return (await allOrFirstFailure(trials)).every((one) => one.outcome === 'graded' && one.passed === one.total);
}
