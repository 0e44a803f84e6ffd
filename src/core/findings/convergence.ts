import type { RunView, ViewedIteration } from '../run-view.ts';
import type { Gain } from './gain.ts';

/**
 * How a climb went. The first that holds:
 * - `unmeasured`: there is no baseline, or no score is known.
 * - `perfect`: every expectation passes with the best version, afresh where that was measured.
 * - `too_early`: fewer than 3 candidates were tried, and none was kept.
 * - `stuck`: nothing was kept, and no candidate fixed a single expectation.
 * - `no_evidence`: nothing was kept although expectations moved, or what was kept showed no gain when it was measured afresh.
 * - `plateau`: it rose, and then the last 3 candidates or more (and at least a third of all) were reverted.
 * - `rapid`: it rose, and 80 % of the rise came with the first third of the candidates.
 * - `climbing`: it rose, and still did at the end.
 */
export type ConvergenceClass =
  | 'unmeasured'
  | 'perfect'
  | 'too_early'
  | 'stuck'
  | 'no_evidence'
  | 'plateau'
  | 'rapid'
  | 'climbing';

/** Of fewer candidates nobody says that nothing helps. */
const FEWEST = 3;
/** Share of the rise that makes it rapid, and share of the candidates within which it comes. */
const MOST_OF_RISE = 0.8;
const EARLY = 1 / 3;

/** The class of a climb; see `ConvergenceClass` for what each means. */
export function convergenceOf(view: RunView, { evidence }: Pick<Gain, 'evidence'>): ConvergenceClass {
  const decided = view.iterations.filter(({ row }) => row !== null);
  const candidates = decided.filter(({ row }) => row?.action !== 'baseline');
  const kept = candidates.filter(({ row }) => row?.action === 'kept');
  const [first, ...later] = decided.flatMap(({ row }) => row?.best_score ?? []);
  if (view.best === null || first === undefined) return 'unmeasured';
  if (isPerfect(view)) return 'perfect';
  if (kept.length === 0 && candidates.length < FEWEST) return 'too_early';
  if (kept.length === 0) return candidates.some(({ flips }) => flips.fixed.length > 0) ? 'no_evidence' : 'stuck';
  if (evidence === 'not_shown') return 'no_evidence';
  if (isFlatAtEnd(candidates)) return 'plateau';
  return isRapid(first, later) ? 'rapid' : 'climbing';
}

function isPerfect({ best, headline, iterations }: RunView): boolean {
  if (headline?.type === 'fresh') return headline.final.after === 1;
  return iterations.find(({ number }) => `v${number}` === best)?.row?.score === 1;
}

function isFlatAtEnd(candidates: readonly ViewedIteration[]): boolean {
  const last = candidates.findLastIndex(({ row }) => row?.action === 'kept');
  const reverted = candidates.length - 1 - last;
  return reverted >= FEWEST && reverted >= candidates.length / 3;
}

function isRapid(first: number, later: readonly number[]): boolean {
  const early = later[Math.max(1, Math.floor(later.length * EARLY)) - 1] ?? first;
  const last = later.at(-1) ?? first;
  return later.length >= FEWEST && last > first && early - first >= MOST_OF_RISE * (last - first);
}
