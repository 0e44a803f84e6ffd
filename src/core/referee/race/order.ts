import type { Block } from '../port.ts';
import { trialWithAll } from '../slots.ts';
import type { DecidingEval } from './settings.ts';
import type { Belief } from './standing.ts';

/** Passes of a candidate after which it must be decided. */
const PASSES = 3;

/** Most evals between two looks; a quarter of a small suite. */
const BLOCK = 4;

/**
 * Ids of the evals that most need help and can be helped first: what is missing, times the share of it that trials of
 * any version ever got. By what is missing alone, evals that can never pass would fill the first look.
 */
export function helpfulOrder(evals: readonly DecidingEval[], beliefs: readonly Belief[]): readonly string[] {
  const worth = beliefs.map(({ mean, score_sum, trials }) => ((1 - mean) * (score_sum + 1)) / (trials + 2));
  return evals
    .map(({ id, tieBreak }, place) => ({ id, tieBreak, worth: worth[place] ?? 0 }))
    .sort((a, b) => b.worth - a.worth || a.tieBreak - b.tieBreak)
    .map(({ id }) => id);
}

/** The blocks of a candidate: up to three passes in one order, none of them across two passes. */
export function racingBlocks(order: readonly string[], agents: readonly string[]): readonly Block[] {
  const size = Math.min(BLOCK, Math.ceil(order.length / 4));
  const blocks: Block[] = [];
  for (let trial = 1; trial <= PASSES; trial += 1) {
    for (let at = 0; at < order.length; at += size) {
      blocks.push(order.slice(at, at + size).flatMap((evalId) => trialWithAll(agents, evalId, trial)));
    }
  }
  return blocks;
}
