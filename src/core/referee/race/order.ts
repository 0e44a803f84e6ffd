import type { Block } from '../port.ts';
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

/** Evals between two looks, of so many deciding ones. */
export function blockSize(evals: number): number {
  return Math.min(BLOCK, Math.ceil(evals / 4));
}

/**
 * The blocks of a candidate: up to three passes in one order, none of them across two passes. Of several proposals all
 * but one are gone after the first look; the one that goes on alone runs the rest of a pass at once, as its small
 * blocks would leave slots idle.
 */
export function racingBlocks(
  order: readonly string[],
  { proposals }: { readonly proposals: number },
): readonly Block[] {
  const size = blockSize(order.length);
  const blocks: Block[] = [];
  for (let trial = 1; trial <= PASSES; trial += 1) {
    for (const evals of proposals === 1 ? inParts(order, size) : atOnce(order, trial === 1 ? size : 0)) {
      blocks.push(evals.map((evalId) => ({ evalId, trial })));
    }
  }
  return blocks;
}

function inParts(order: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(order.length / size) }, (_, part) =>
    order.slice(part * size, (part + 1) * size),
  );
}

/** The first `apart`, then all others; no part is empty. */
function atOnce(order: readonly string[], apart: number): readonly (readonly string[])[] {
  return [order.slice(0, apart), order.slice(apart)].filter(({ length }) => length > 0);
}
