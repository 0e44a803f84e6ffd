import type { Measurement } from '../port.ts';
import { staysWithTheSkill } from './evidence.ts';
import { neverFinishes } from './reasons.ts';
import type { View } from './view.ts';

/**
 * Why a candidate is dropped that never finished an eval which the incumbent finishes; null where there is none. As
 * scores of 0 among others its time-outs weigh too little: an edit that gains a few points elsewhere would be kept, and
 * with it an eval that times out for good.
 */
export function unfinishedReason({ comparisons, arm }: View): string | null {
  const never = comparisons.flatMap(({ eval: { id }, evidence }) => (evidence?.graded === 0 ? [id] : []));
  const end = arm.results.find(
    ({ slot, measurement }) => never.includes(slot.evalId) && staysWithTheSkill(measurement),
  );
  return end === undefined ? null : neverFinishes(end.slot.evalId, wordFor(end.measurement));
}

/** `timeout`, `cap` or `crash`. */
function wordFor(end: Measurement): string {
  return end.outcome === 'agent_error' ? (end.kind ?? end.outcome) : end.outcome;
}
