import type { ErrorKind } from '../../schema/trial.ts';
import type { ArmAtLook, Measurement } from '../port.ts';
import type { DecidingEval, Ground } from './settings.ts';
import type { Belief } from './standing.ts';

/** What the trials of an arm say of one eval. */
export interface Evidence {
  /** Trials that count, from 1. */
  readonly count: number;
  /** Those of them that were graded; the others ended in a way that counts as 0. */
  readonly graded: number;
  /** Sum and mean of their scores, which are 0–1. */
  readonly sum: number;
  readonly mean: number;
  /** Sum of their squared distances from the mean. */
  readonly squares: number;
}

/** One eval with what is believed of the incumbent, and what the trials of an arm say; null where nothing counts. */
export interface Comparison {
  readonly eval: DecidingEval;
  readonly belief: Belief;
  readonly evidence: Evidence | null;
}

/**
 * The trials so far against the belief, by eval in the suite's order. Where the incumbent finished, an end that stays
 * with the candidate counts as 0: a slow edit would win otherwise.
 */
export function compareTrials(ground: Ground, beliefs: readonly Belief[], arm: ArmAtLook): readonly Comparison[] {
  const tallies = tally(ground, arm, (place, end) => beliefs[place]?.finished === true && staysWithTheSkill(end));
  return compared(ground, beliefs, tallies);
}

/** What was graded, by eval in the suite's order. */
export function gradedEvidence(ground: Ground, arm: ArmAtLook): readonly (Evidence | undefined)[] {
  return tally(ground, arm, () => false);
}

export function compared(
  { evals }: Ground,
  beliefs: readonly Belief[],
  evidence: readonly (Evidence | undefined)[],
): readonly Comparison[] {
  return evals.map((one, place) => {
    const belief = beliefs[place];
    if (belief === undefined) throw new Error(`rule race believes nothing of the eval ${one.id}`);
    return { eval: one, belief, evidence: evidence[place] ?? null };
  });
}

const OWN_DOING: ReadonlySet<ErrorKind> = new Set(['cap', 'crash', 'limit']);

/** A trial that ended so after all its attempts is the skill's doing; any other trouble may be the environment's. */
export function staysWithTheSkill(end: Measurement): boolean {
  if (end.outcome === 'agent_error') return end.kind !== null && OWN_DOING.has(end.kind);
  return end.outcome === 'timeout';
}

type Tally = { -readonly [K in keyof Evidence]: Evidence[K] };

function tally(
  { evals, places }: Ground,
  arm: ArmAtLook,
  countsAsZero: (place: number, end: Measurement) => boolean,
): readonly (Tally | undefined)[] {
  const tallies: (Tally | undefined)[] = evals.map(() => undefined);
  for (const { slot, measurement } of arm.results) {
    const place = places.get(slot.evalId);
    if (place === undefined) continue;
    const graded = measurement.outcome === 'graded';
    if (!graded && !countsAsZero(place, measurement)) continue;
    const known = tallies[place] ?? { count: 0, graded: 0, sum: 0, mean: 0, squares: 0 };
    tallies[place] = known;
    add(known, graded ? measurement.passed / measurement.total : 0);
    if (graded) known.graded += 1;
  }
  return tallies;
}

/** Source of the running mean and squares: Welford, Technometrics 4 (1962). Equal scores have exactly no spread. */
function add(known: Tally, score: number): void {
  const distance = score - known.mean;
  known.count += 1;
  known.sum += score;
  known.mean += distance / known.count;
  known.squares += distance * (score - known.mean);
}
