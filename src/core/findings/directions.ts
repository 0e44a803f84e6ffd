import { groupedBy } from '../grouped.ts';
import type { RunView, ViewedIteration } from '../run-view.ts';

/** Candidates of one kind, and what came of them. */
export interface Direction {
  /** The way of looking at the failures that was asked for; of a candidate proposed alone, what it changed. */
  readonly name: string;
  readonly tried: number;
  readonly kept: number;
  /** What the kept ones added to the best score, -1 … 1. */
  readonly rise: number;
  /** Mean gain of those that were measured; null where none was. */
  readonly mean: number | null;
  /** In the order of the iterations. */
  readonly gains: readonly DirectionGain[];
}

export interface DirectionGain {
  readonly iteration: number;
  readonly kept: boolean;
  /** Against the incumbent that it had to beat, -1 … 1; null where it was not measured. */
  readonly gain: number | null;
}

/** What was tried, in directions, the one first that brought most. Every decided candidate is in exactly one. */
export function directionsOf({ iterations }: Pick<RunView, 'iterations'>): readonly Direction[] {
  const tried = iterations.flatMap((one, index) => {
    if (one.row === null || one.row.action === 'baseline') return [];
    const before = iterations.slice(0, index).findLast(({ row }) => row !== null)?.row?.best_score ?? null;
    return [{ one, before, name: one.angle ?? kindOfEdit(one, parentOf(one, iterations)) }];
  });
  const directions = [...groupedBy(tried, ({ name }) => name)].map(([name, own]) => directionOf(name, own));
  return directions.sort((a, b) => b.rise - a.rise || (b.mean ?? -1) - (a.mean ?? -1) || b.tried - a.tried);
}

interface Tried {
  readonly one: ViewedIteration;
  /** The best score before it. */
  readonly before: number | null;
}

function directionOf(name: string, tried: readonly Tried[]): Direction {
  const gains = tried.map((candidate) => ({
    iteration: candidate.one.number,
    kept: isKept(candidate.one),
    gain: gainOf(candidate),
  }));
  const known = gains.flatMap(({ gain }) => gain ?? []);
  const rises = tried.map(({ one, before }) =>
    isKept(one) && before !== null ? (one.row?.best_score ?? before) - before : 0,
  );
  return {
    name,
    tried: tried.length,
    kept: gains.filter(({ kept }) => kept).length,
    rise: rises.reduce((sum, rise) => sum + rise, 0),
    mean: known.length === 0 ? null : known.reduce((sum, gain) => sum + gain, 0) / known.length,
    gains,
  };
}

function isKept({ row }: ViewedIteration): boolean {
  return row?.action === 'kept';
}

/** What rule race believes of the edit; elsewhere what the scores say. */
function gainOf({ one: { counted, row }, before }: Tried): number | null {
  if (counted !== null) return counted.delta;
  const score = row?.score ?? null;
  return score === null || before === null ? null : score - before;
}

function parentOf({ parent }: ViewedIteration, iterations: readonly ViewedIteration[]): ViewedIteration | null {
  return iterations.find(({ number }) => `v${number}` === parent) ?? null;
}

function kindOfEdit({ files_changed, skill_bytes }: ViewedIteration, parent: ViewedIteration | null): string {
  if (files_changed.length === 0) return 'no edit that is known';
  const others = files_changed.filter((path) => path !== 'SKILL.md').length;
  const what =
    others === 0 ? 'edit of SKILL.md' : others < files_changed.length ? 'SKILL.md and other files' : 'other files';
  const before = parent?.skill_bytes ?? null;
  return skill_bytes !== null && before !== null && skill_bytes < before ? `${what}, made shorter` : what;
}
