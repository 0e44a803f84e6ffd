import { compare, type Fraction, fraction } from '../stats/fraction.ts';
import type { ArmAtLook } from './port.ts';

/** The share of the evals asked for that must be measured before anything is decided. */
export const NEEDED = fraction(4, 5);

/** The evals that an arm was asked for, each once, in its order. */
export function askedEvals(arm: ArmAtLook): ReadonlySet<string> {
  return new Set(arm.results.map(({ slot }) => slot.evalId));
}

export function tooLittle(measured: Fraction): boolean {
  return compare(measured, NEEDED) < 0;
}

/** Why nothing is decided from a pass of which only a share was measured, or only a share with one agent. */
export function undecided(measured: Fraction, needed: Fraction = NEEDED, agent: string | null = null): string {
  const of = agent === null ? '' : ` with ${agent}`;
  return `undecided: ${percent(measured)} % measured${of}, ${percent(needed)} % needed`;
}

/** Rounded down, so that a pass that misses something is never shown as 100 %. */
function percent(share: Fraction): string {
  return ((share.num * 100n) / share.den).toString();
}
