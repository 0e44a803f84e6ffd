/** One place at which a workspace is not what its other records say. Paths are relative to the workspace. */
export type Difference =
  | { readonly kind: 'changed' | 'missing' | 'extra'; readonly path: string }
  /** A file that cannot be understood, or a tree that cannot be a skill. */
  | { readonly kind: 'invalid'; readonly path: string; readonly message: string }
  /** A derived value: `place` is a JSON pointer, or a line and column. */
  | {
      readonly kind: 'value';
      readonly path: string;
      readonly place: string;
      readonly stored: unknown;
      readonly computed: unknown;
    };

/** What `verify` found. */
export interface Verification {
  readonly workspace: string;
  /** How many of each were recomputed. */
  readonly counts: { readonly iterations: number; readonly versions: number; readonly gradings: number };
  readonly differences: readonly Difference[];
  /** What could not be recomputed, and why. */
  readonly unverified: readonly string[];
  /** What a killed process left; the next start takes it away. */
  readonly leftovers: readonly string[];
}

/** The leaves at which two JSON values differ, by JSON pointer; a value that one side lacks is `undefined`. */
export function valueDifferences(path: string, stored: unknown, computed: unknown): readonly Difference[] {
  return differingLeaves(stored, computed).map((leaf) => ({ kind: 'value', path, ...leaf }));
}

interface Leaf {
  readonly place: string;
  readonly stored: unknown;
  readonly computed: unknown;
}

function differingLeaves(stored: unknown, computed: unknown, place = ''): readonly Leaf[] {
  if (!isBranch(stored) || !isBranch(computed) || Array.isArray(stored) !== Array.isArray(computed)) {
    return Object.is(stored, computed) ? [] : [{ place, stored, computed }];
  }
  const keys = [...new Set([...Object.keys(stored), ...Object.keys(computed)])];
  return keys.flatMap((key) => differingLeaves(at(stored, key), at(computed, key), `${place}/${escapeKey(key)}`));
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Own values only: a key may be called like something that every object has. */
function at(branch: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(branch, key)?.value;
}

function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
