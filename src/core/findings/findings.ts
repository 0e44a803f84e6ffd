import { expectationHealth } from '../expectation-health.ts';
import type { RunView, ViewedIteration } from '../run-view.ts';
import { type BoughtEdit, boughtEdits } from './bought.ts';
import { type ConvergenceClass, convergenceOf } from './convergence.ts';
import { type Direction, directionsOf } from './directions.ts';
import { type Gain, gainOf } from './gain.ts';
import { type Comparison, comparisonsOf, type Generalisation, generalisationOf } from './generalisation.ts';
import { type Recommendation, recommendationOf } from './recommendation.ts';
import { type RedFlag, redFlags } from './red-flags.ts';
import { type RemainingFailure, remainingFailures } from './remaining.ts';
import { type Standing, standingsOf } from './standings.ts';
import { triedExpectations, versionTrials } from './tried.ts';

/** What follows from a run, computed from its view alone. */
export interface Findings {
  readonly class: ConvergenceClass;
  readonly recommendation: Recommendation;
  readonly gain: Gain;
  readonly generalisation: Generalisation;
  /** What was measured afterwards beside what the climb went by. */
  readonly comparisons: readonly Comparison[];
  readonly red_flags: readonly RedFlag[];
  /** The decided iterations, the best first. */
  readonly standings: readonly Standing[];
  /** What was tried, the direction first that brought most. */
  readonly directions: readonly Direction[];
  /** The kept edits in order. */
  readonly edits: readonly BoughtEdit[];
  /** What still fails with the best version. */
  readonly failures: readonly RemainingFailure[];
  /** Expectations by `evalId#number` that pass and fail with one and the same version. */
  readonly flaky: readonly string[];
  /** Expectations that no trial ever failed, of three trials or more. */
  readonly always_pass: readonly string[];
  readonly candidates: number;
  readonly kept: number;
  readonly cost: Cost;
}

/** What the run took for each point (0.01) that it gained; null where there is no gain, or the cost is not known. */
export interface Cost {
  readonly usd_per_point: number | null;
  readonly tokens_per_point: number | null;
  readonly ms_per_point: number | null;
}

export function findingsOf(view: RunView): Findings {
  const tried = triedExpectations(view);
  const { flaky, always_pass } = expectationHealth(versionTrials(view));
  const gain = gainOf(view);
  const kind = convergenceOf(view, gain);
  const flags = redFlags(view, flaky);
  const candidates = view.iterations.filter(({ row }) => row !== null && row.action !== 'baseline');
  return {
    class: kind,
    recommendation: recommendationOf({ view, class: kind, gain, flags }),
    gain,
    generalisation: generalisationOf(view),
    comparisons: comparisonsOf(view),
    red_flags: flags,
    standings: standingsOf(view),
    directions: directionsOf(view),
    edits: boughtEdits(view),
    failures: remainingFailures(view, tried),
    flaky,
    always_pass,
    candidates: candidates.length,
    kept: candidates.filter(isKept).length,
    cost: costOf(view, gain),
  };
}

function isKept({ row }: ViewedIteration): boolean {
  return row?.action === 'kept';
}

function costOf({ state: { spend } }: RunView, { gain }: Gain): Cost {
  const points = gain === null || gain <= 0 ? null : 100 * gain;
  const each = (total: number | null) => (points === null || total === null ? null : total / points);
  return {
    usd_per_point: each(spend?.cost_usd ?? null),
    tokens_per_point: each(spend?.tokens ?? null),
    ms_per_point: each(spend?.duration_ms ?? null),
  };
}
