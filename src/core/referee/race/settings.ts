import { cellOf } from '../../cells.ts';
import type { Agents } from '../agents.ts';
import { tieBreak } from './tie-break.ts';

export const CONFIDENCES = ['explore', 'balanced', 'cautious'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export interface RaceSettings {
  readonly seed: number;
  readonly confidence: Confidence;
  /** Candidates side by side in a batch, from 1. */
  readonly proposals: number;
  /** Deciding evals in the suite's order, with the number of their expectations, from 1, and their weight, from 0. */
  readonly evals: readonly { readonly id: string; readonly expectations: number; readonly weight: number }[];
  /** Of a run with several. */
  readonly agents?: Agents;
}

/** A deciding eval as the formulas need it. */
export interface DecidingEval {
  readonly id: string;
  /** Whose cell it is; null for the first or only agent. */
  readonly agent: string | null;
  /** Scaled so that the mean over the deciding evals is 1. */
  readonly weight: number;
  /** Share of p(1 − p) that is the variance of one trial: expectations of a trial fail together. */
  readonly spread: number;
  /** Orders evals that are worth the same. */
  readonly tieBreak: number;
}

/** The least share of p(1 − p) that is left however many expectations an eval has. */
const LEAST_SPREAD = 0.15;

/** The settings with what is computed from them once. */
export interface Ground {
  readonly settings: RaceSettings;
  readonly evals: readonly DecidingEval[];
  /** Position of each eval in the suite's order. */
  readonly places: ReadonlyMap<string, number>;
}

export function groundOf(settings: RaceSettings): Ground {
  return {
    settings,
    evals: decidingEvals(settings),
    places: new Map(settings.evals.map(({ id }, place) => [id, place])),
  };
}

function decidingEvals({ seed, evals }: RaceSettings): readonly DecidingEval[] {
  const total = evals.reduce((sum, { weight }) => sum + weight, 0);
  return evals.map(({ id, expectations, weight }) => ({
    id,
    agent: cellOf(id).agent,
    // Rounded, so that weights scaled together stay the same to the last bit. Where all are 0, all count alike.
    weight: total === 0 ? 1 : Number(((weight * evals.length) / total).toPrecision(12)),
    spread: Math.max(LEAST_SPREAD, 1 / expectations),
    tieBreak: tieBreak(seed, id),
  }));
}
