import type { Counted } from '../core/counted.ts';
import type { Row } from '../core/schema/row.ts';
import { estimateText, percentText } from './decision-line.ts';

/** Titles of the columns before the change, and how many terminal cells they have at least. */
export const RACE_HEAD = { iteration: 9, measured: 8, counted: 11, best: 6, P: 4, action: 8 };

/** What was measured and for what it counts, side by side. */
export function raceCells(row: Row, counted: Counted): readonly string[] {
  const { estimate, estimate_sd, p_better } = counted;
  return [
    String(row.iteration),
    measuredCell(row, counted),
    estimate === null || estimate_sd === null ? '–' : estimateText({ estimate, estimate_sd }),
    row.best_score,
    p_better === null ? '' : percentText(p_better),
    row.action,
  ];
}

/** The score, or how far the candidate got: "3 of 12". */
function measuredCell({ score }: Row, { evals_seen, evals_total }: Counted): string {
  if (score !== '') return score;
  const isPart = evals_seen !== null && evals_total !== null && evals_seen < evals_total;
  return isPart ? `${evals_seen} of ${evals_total}` : '–';
}
