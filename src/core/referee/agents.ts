import { agentOf } from '../cells.ts';
import type { ArmAtLook } from './port.ts';

/** Whether an edit is kept that helps on the whole, or only one that hurts none of the agents besides. */
export const REQUIREMENTS = ['all', 'pooled'] as const;
type Requirement = (typeof REQUIREMENTS)[number];

/**
 * The agents of a run with several. A rule believes in cells and pools them as it pools evals; what one agent's cells say
 * by themselves matters where none of them may be hurt.
 */
export interface Agents {
  /** From two on, the first one first. */
  readonly names: readonly string[];
  readonly require: Requirement;
}

/** What each agent's own trials gave; an agent that was asked for none is absent. */
export function resultsByAgent(
  { names }: Agents,
  results: ArmAtLook['results'],
): ReadonlyMap<string, ArmAtLook['results']> {
  const own = (name: string) => results.filter(({ slot }) => agentOf(slot.evalId, names) === name);
  return new Map(names.map((name) => [name, own(name)] as const).filter(([, found]) => found.length > 0));
}
