/** What became of the expectations that an improver said it would fix, by `evalId#number`. */
export interface Foretold {
  readonly came: readonly string[];
  /** Measured, and not fixed. */
  readonly missed: readonly string[];
  /** Of evals whose trials gave no score. */
  readonly unmeasured: readonly string[];
  /** Of evals without a trial: the candidate was turned away, or dropped, before their turn. */
  readonly untried: readonly string[];
}

/** `measured` says of an expectation whether its eval has a score; undefined where it was not tried. */
export function foretold(
  { expected, fixed }: { readonly expected: readonly string[]; readonly fixed: readonly string[] },
  measured: (name: string) => boolean | undefined,
): Foretold {
  const others = expected.filter((name) => !fixed.includes(name));
  const where = (is: boolean | undefined) => others.filter((name) => measured(name) === is);
  return {
    came: expected.filter((name) => fixed.includes(name)),
    missed: where(true),
    unmeasured: where(false),
    untried: where(undefined),
  };
}
