import { estimateOf, race } from '../core/referee/race.ts';
import type { Decision } from '../core/schema/decision.ts';
import { incumbentAfter } from '../store/run-state.ts';
import type { Campaign } from './campaign.ts';
import { raceSettingsOf } from './referee-of.ts';

type Told = Pick<Campaign, 'run' | 'evals' | 'emit'>;

/** Tells the listeners what stands for the incumbent after these decisions; nothing before the baseline. */
export function tellStanding(campaign: Told, decisions: readonly Decision[]): void {
  const [last, best] = [decisions.at(-1), incumbentAfter(decisions)];
  if (last === undefined || best === null) return;
  campaign.emit({ event: 'standing', best, score: last.row.best_score, sd: sdAfter(campaign, last) });
}

/** What was dropped since the incumbent was kept has moved its score and its band too, so that both are of the last decision. */
function sdAfter({ run, evals }: Told, { rule, standing }: Decision): number | null {
  if (rule !== 'race') return null;
  const settings = raceSettingsOf(run.config, evals);
  const known = race(settings).parse(standing.after);
  return known === null ? null : (estimateOf(settings, known)?.sd ?? null);
}
