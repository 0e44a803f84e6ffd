import { toNumber } from '../../stats/fraction.ts';
import { normalCdf } from '../../stats/normal.ts';
import { resultsByAgent } from '../agents.ts';
import { askedEvals } from '../coverage.ts';
import type { ArmAtLook, Numbers } from '../port.ts';
import { rawScore } from '../raw-score.ts';
import { HURT } from './bar.ts';
import { estimateOver } from './estimate.ts';
import type { Comparison } from './evidence.ts';
import { type Look, lookAt } from './look.ts';
import { noiseFactor } from './noise.ts';
import type { Ground } from './settings.ts';
import type { RaceStanding } from './standing.ts';
import { standingOfArm, type View } from './view.ts';

/** One agent's own share of a view. */
export interface AgentShare {
  readonly name: string;
  readonly comparisons: readonly Comparison[];
  readonly look: Look;
}

/**
 * How much better than the incumbent a candidate seems to be under each agent of a run with several; none in a run with
 * one. The posterior is that of `lookAt` over the agent's own cells, with the same prior N(0, ω²): of an edit as of an
 * agent it is believed that it changes little, so that a bad pass of a few evals is not taken for harm at once.
 */
export function sharesOf({ ground, comparisons, noise }: View): readonly AgentShare[] {
  const { agents } = ground.settings;
  if (agents === undefined) return [];
  return agents.names.map((name, index) => {
    const own = comparisons.filter((one) => one.eval.agent === (index === 0 ? null : name));
    return { name, comparisons: own, look: lookAt(own, noiseFactor(noise)) };
  });
}

/** The probability that an agent got worse. */
export function pWorse({ look }: AgentShare): number {
  return normalCdf(-look.z);
}

/**
 * Of several agents the one that is hurt most beyond its noise: it got worse with a probability above 0.70. Thresholds
 * compare quantiles, as everywhere in the rule. null where there is none. Nothing that is learned of one agent changes
 * whether another is hurt.
 */
export function hurtMost(shares: readonly AgentShare[]): AgentShare | null {
  const hurt = shares.filter(({ look }) => -look.z > HURT.z);
  return hurt.reduce<AgentShare | null>((most, one) => (most === null || one.look.z < most.look.z ? one : most), null);
}

/** What a verdict on a candidate says of each agent. Scores and differences are 0–1 and −1 … 1. */
export function shareNumbers(view: View): Numbers {
  const results = view.arm.results.filter(({ slot }) => slot.trial <= view.progress.passes);
  const [scores, estimates] = [rawByAgent(view.ground, results), estimatesByAgent(view.ground, standingOfArm(view))];
  return byName(
    sharesOf(view).map((share) => {
      const { delta, sd, z } = share.look;
      const { name } = share;
      const own = { raw: scores.get(name) ?? null, delta, sd, z, p_worse: pWorse(share) };
      return [name, { ...own, ...estimates.get(name) }];
    }),
  );
}

/** What the baseline says of each agent. */
export function firstNumbers(ground: Ground, arm: ArmAtLook, standing: RaceStanding): Numbers {
  const [scores, estimates] = [rawByAgent(ground, arm.results), estimatesByAgent(ground, standing)];
  const names = ground.settings.agents?.names ?? [];
  return byName(names.map((name) => [name, { raw: scores.get(name) ?? null, ...estimates.get(name) }]));
}

function byName(told: readonly (readonly [string, Numbers])[]): Numbers {
  return told.length === 0 ? {} : { agents: Object.fromEntries(told) };
}

/** The score of each agent of which something was graded. */
function rawByAgent({ settings: { agents } }: Ground, results: ArmAtLook['results']): ReadonlyMap<string, number> {
  if (agents === undefined) return new Map();
  const graded = results.filter(({ measurement }) => measurement.outcome === 'graded');
  return new Map([...resultsByAgent(agents, graded)].map(([name, own]) => [name, toNumber(rawScore(own))]));
}

function estimatesByAgent(ground: Ground, { beliefs, noise }: RaceStanding): ReadonlyMap<string, Numbers> {
  const estimates = new Map<string, Numbers>();
  for (const [index, name] of (ground.settings.agents?.names ?? []).entries()) {
    const own = ground.evals.flatMap((one, place) => {
      const belief = beliefs?.[place];
      return one.agent !== (index === 0 ? null : name) || belief === undefined ? [] : [{ one, belief }];
    });
    const evals = own.map(({ one }) => one);
    const estimate = estimateOver({ ...ground, evals }, { beliefs: own.map(({ belief }) => belief), noise });
    if (estimate !== null) estimates.set(name, { estimate: estimate.value, low: estimate.low, high: estimate.high });
  }
  return estimates;
}

/** Share of each agent's own evals that was measured at least once, of those it was asked for. */
export function leastMeasured(
  view: View,
): { readonly name: string; readonly measured: number; readonly asked: number } | null {
  const asked = askedEvals(view.arm);
  const coverage = sharesOf(view).map(({ name, comparisons }) => {
    const tried = comparisons.filter((one) => asked.has(one.eval.id));
    const measured = tried.filter(({ evidence }) => evidence !== null && evidence.graded > 0).length;
    return { name, measured, asked: tried.length };
  });
  return coverage.filter((one) => one.asked > 0).sort((a, b) => a.measured / a.asked - b.measured / b.asked)[0] ?? null;
}
