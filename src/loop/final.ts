import { capReached, FINAL_PASSES, mostFinalPasses } from '../core/budget.ts';
import { type FreshTrial, finalOf, type Versions } from '../core/fresh.ts';
import { type Final, finalSchema } from '../core/schema/final.ts';
import { decidingEvals } from '../core/schema/suite.ts';
import { writeJson } from '../platform/atomic.ts';
import { iterationOf } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { incumbentOf, readRunState } from '../store/run-state.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { isMeasured } from './measure.ts';
import { measurePair } from './paired-pass.ts';
import { passOf, type Subject } from './subject.ts';

/** Half the width of the interval, in score, that is narrow enough. */
const NARROW = 0.05;

/**
 * Measures the original and the best version anew, side by side, and stores the headline in `final.json`. Nothing is
 * measured where the best is the original, where no final pass is asked for, or where it was done before.
 */
export async function measureFinal(campaign: Campaign): Promise<Final | null> {
  const { workspace, limits, run, bounds } = campaign;
  const best = incumbentOf(await readRunState(workspace));
  const known = await readRecord(workspace.final, finalSchema);
  const most = mostFinalPasses(limits, run.config.rule, bounds);
  if (best === null || best === 'v0' || most === 0) return null;
  if (known?.best === best) return known;
  const versions = { original: 'v0', best };
  const trials: FreshTrial[] = [];
  for (let pass = 1; pass <= most; pass += 1) {
    if (isClear(campaign, { versions, pass, trials })) break;
    const measured = await measurePass(campaign, versions, pass);
    if (measured === null) break;
    trials.push(...measured);
  }
  const final = finalOf(versions, weightsOf(campaign), trials);
  if (final !== null) await writeJson(workspace.final, final);
  return final;
}

interface SoFar {
  readonly versions: Versions;
  readonly pass: number;
  readonly trials: readonly FreshTrial[];
}

function isClear(campaign: Campaign, { versions, pass, trials }: SoFar): boolean {
  const { final_passes } = campaign.limits;
  if (final_passes !== null || pass <= FINAL_PASSES.least) return false;
  const interval = finalOf(versions, weightsOf(campaign), trials)?.interval ?? null;
  return interval !== null && (interval.high - interval.low) / 2 <= NARROW;
}

/** One trial of both versions of every eval; null when the budget does not reach for all of them. */
async function measurePass(
  campaign: Campaign,
  versions: Versions,
  pass: number,
): Promise<readonly FreshTrial[] | null> {
  const purpose = `final-${iterationOf(versions.best)}`;
  const [original, best] = [
    await passOf(campaign, purpose, versions.original),
    await passOf(campaign, purpose, versions.best),
  ];
  const evalIds = decidingEvals(campaign.evals).map(({ id }) => id);
  const subjects = { original, best };
  const missing = await unmeasured(Object.values(subjects), evalIds, pass);
  const cap = capReached(campaign.bounds.whole, campaign.journal.tally(), { role: 'executor', trials: missing });
  if (missing > 0 && cap !== null) return null;
  try {
    return await measurePair(campaign, { purpose, pass, subjects, evalIds });
  } catch (error) {
    if (error instanceof RunHalted && error.stopReason !== 'user' && pass > 1) return null;
    throw error;
  }
}

/** The number of trials of a pass that are still to be run. */
async function unmeasured(subjects: readonly Subject[], evalIds: readonly string[], trial: number): Promise<number> {
  const slots = subjects.flatMap((subject) => evalIds.map((evalId) => ({ subject, evalId })));
  const there = await Promise.all(slots.map(({ subject, evalId }) => isMeasured(subject.place, { evalId, trial })));
  return there.filter((one) => !one).length;
}

function weightsOf({ evals }: Campaign): ReadonlyMap<string, number> {
  return new Map(decidingEvals(evals).map(({ id, weight }) => [id, weight]));
}
