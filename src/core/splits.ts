import { UserError } from './errors.ts';
import { tieBreak } from './referee/race/tie-break.ts';
import type { EvalCase, Split } from './schema/suite.ts';

export interface SplitRequest {
  /** Share of the evals without a split of their own that go into `test`; null: none. */
  readonly holdout: number | null;
  /** Share of the rest that goes into `val`, the others into `train`; null: all of them are both. */
  readonly val: number | null;
  readonly seed: number;
  /** Baseline pass rates by eval id, as far as they are known: each side gets easy and hard evals alike. */
  readonly difficulty: ReadonlyMap<string, number>;
}

/** The split of each eval by id; what an eval says itself stands. Throws a UserError `usage` where a side would be empty. */
export function assignSplits(
  evals: readonly EvalCase[],
  request: SplitRequest,
): Readonly<Record<string, Split | null>> {
  const splits = new Map<string, Split | null>(evals.map(({ id, split }) => [id, split]));
  const free = evals.filter(({ expectations, split }) => expectations.length > 0 && split === null).map(({ id }) => id);
  const test = drawn(free, request.holdout, { ...request, purpose: 'test' });
  const rest = free.filter((id) => !test.has(id));
  const val = drawn(rest, request.val, { ...request, purpose: 'val' });
  for (const id of test) splits.set(id, 'test');
  if (request.val !== null) for (const id of rest) splits.set(id, val.has(id) ? 'val' : 'train');
  refuseEmpty(evals, splits, request);
  return Object.fromEntries(splits);
}

/** The evals with the splits that a run gave them. */
export function withSplits(
  evals: readonly EvalCase[],
  splits: Readonly<Record<string, Split | null>>,
): readonly EvalCase[] {
  return evals.map((one) => ({ ...one, split: splits[one.id] ?? one.split }));
}

/** Evenly spaced over the evals from easy to hard, from a seeded place on; those of unknown difficulty in a seeded order. */
function drawn(
  ids: readonly string[],
  share: number | null,
  { seed, purpose, difficulty }: Pick<SplitRequest, 'seed' | 'difficulty'> & { readonly purpose: string },
): ReadonlySet<string> {
  if (share === null) return new Set();
  const rank = (id: string) => tieBreak(seed, `${purpose} ${id}`);
  const sorted = [...ids].sort(
    (a, b) => (difficulty.get(a) ?? 0.5) - (difficulty.get(b) ?? 0.5) || rank(a) - rank(b) || (a < b ? -1 : 1),
  );
  const count = Math.round(share * ids.length);
  const start = tieBreak(seed, purpose) / 2 ** 32;
  const step = ids.length / count;
  const places = new Set(Array.from({ length: count }, (_, index) => Math.floor((index + start) * step)));
  return new Set(sorted.filter((_, place) => places.has(place)));
}

function refuseEmpty(
  evals: readonly EvalCase[],
  splits: ReadonlyMap<string, Split | null>,
  { holdout, val }: SplitRequest,
): void {
  const graded = evals.filter(({ expectations }) => expectations.length > 0);
  const has = (...sides: readonly (Split | null)[]) => graded.some(({ id }) => sides.includes(splits.get(id) ?? null));
  const shares = [...(holdout === null ? [] : [`--holdout ${holdout}`]), ...(val === null ? [] : [`--val ${val}`])];
  const how = ['the splits in the evals', ...shares].join(' and ');
  const empty = (side: string, use: string) =>
    new UserError('usage', `Of ${graded.length} evals, ${how} leave none for ${side}, ${use}.`, {
      hint: shares.length === 0 ? 'Change the splits, or write more evals.' : 'Change the shares, or write more evals.',
    });
  if (!has('val', null)) throw empty('val', 'by which candidates are kept or reverted');
  if (!has('train', null)) throw empty('train', 'from which the improver learns');
  if (holdout !== null && !has('test')) throw empty('test', 'which submit needs');
}
