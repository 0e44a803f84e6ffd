import { finalPassesPlanned } from '../core/budget.ts';
import { decidingEvals, type EvalCase, trialsAPass } from '../core/schema/suite.ts';
import { type EvalScore, suiteNoise } from '../core/suite-noise.ts';
import type { Workspace } from '../store/layout.ts';
import type { Campaign } from './campaign.ts';
import { storedTrials } from './pass-results.ts';
import { tell } from './tell.ts';

/** Says how noisy one pass is, once: after the baseline. */
export async function tellNoise(campaign: Campaign): Promise<void> {
  const { workspace, evals, limits, run, journal } = campaign;
  if (journal.events().some(({ event }) => event === 'noise')) return;
  const scores = await noisyScores(workspace, evals);
  const passes = finalPassesPlanned(limits, run.config.rule, trialsAPass(evals));
  if (scores.length > 0) await tell(campaign, { event: 'noise', ...suiteNoise(scores, passes) });
}

/** What the baseline gave of each deciding eval that it could measure. */
export async function noisyScores(workspace: Workspace, evals: readonly EvalCase[]): Promise<readonly EvalScore[]> {
  const trials = await storedTrials(workspace.iteration(0), decidingEvals(evals));
  const scores = new Map<string, EvalScore>();
  for (const { evalId, measurement } of trials) if (measurement.outcome === 'graded') scores.set(evalId, measurement);
  return [...scores.values()];
}
