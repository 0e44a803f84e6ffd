import { ranked } from '../ranking.ts';
import type { RunView } from '../run-view.ts';
import type { Action } from '../schema/row.ts';

/** A decided iteration among the others. */
export interface Standing {
  readonly iteration: number;
  /** From 1; equal ones share a rank; null for what was not measured. */
  readonly rank: number | null;
  /** 0–1: what rule `race` counts it for, else its score; null where it was not measured. */
  readonly value: number | null;
  readonly action: Action;
  readonly changelog: string;
}

/** The decided iterations, the best first; those without a figure come last. */
export function standingsOf({ iterations }: Pick<RunView, 'iterations'>): readonly Standing[] {
  const measured = iterations.flatMap(({ number, row, counted }) => {
    if (row === null) return [];
    const value = counted === null ? row.score : counted.estimate;
    const entry = { iteration: number, action: row.action, changelog: row.changelog };
    return [{ entry, metrics: value === null ? {} : { value } }];
  });
  if (measured.every(({ metrics }) => !('value' in metrics))) {
    return measured.map(({ entry }) => ({ ...entry, rank: null, value: null }));
  }
  return ranked(measured, { by: 'value', direction: 'maximize' });
}
