import { expectationId } from './schema/suite.ts';

/** One trial of an eval with one version of the skill; trials of the same version have the same `version`. */
export interface VersionTrial {
  readonly version: string;
  readonly evalId: string;
  /** null when the trial was not measured. */
  readonly grading: { readonly expectations: readonly { readonly passed: boolean }[] } | null;
}

/** Expectations by `evalId#number` that measure less than they seem to. */
export interface ExpectationHealth {
  /** Passed and failed with one and the same version: chance, or a grader that cannot make up its mind. */
  readonly flaky: readonly string[];
  /** Never failed, and never passed, whatever the version. */
  readonly always_pass: readonly string[];
  readonly always_fail: readonly string[];
}

/** Of fewer trials nobody says "always". */
const FEWEST = 3;

/** What the trials say of the expectations themselves, in the order in which these come up. */
export function expectationHealth(trials: readonly VersionTrial[], fewest: number = FEWEST): ExpectationHealth {
  const tallies = [...tallied(trials)];
  const always = (passed: boolean) => (tally: Tally) =>
    tally.trials >= fewest && [...tally.seen.values()].every((kind) => kind === (passed ? 'passed' : 'failed'));
  const named = (is: (tally: Tally) => boolean) => tallies.flatMap(([id, tally]) => (is(tally) ? [id] : []));
  return {
    flaky: named(({ seen }) => [...seen.values()].includes('both')),
    always_pass: named(always(true)),
    always_fail: named(always(false)),
  };
}

interface Tally {
  trials: number;
  /** By version. */
  readonly seen: Map<string, 'passed' | 'failed' | 'both'>;
}

function tallied(trials: readonly VersionTrial[]): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { version, evalId, grading } of trials) {
    for (const [index, { passed }] of (grading?.expectations ?? []).entries()) {
      const id = expectationId(evalId, index + 1);
      const tally = tallies.get(id) ?? { trials: 0, seen: new Map() };
      const now = passed ? 'passed' : 'failed';
      tally.trials += 1;
      tally.seen.set(version, (tally.seen.get(version) ?? now) === now ? now : 'both');
      tallies.set(id, tally);
    }
  }
  return tallies;
}
