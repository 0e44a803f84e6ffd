import type { RegradeRecord } from '../core/schema/regrade.ts';
import { harmless } from './text.ts';

/** `regrade` for people: the scores before and now, and how much was graded the same. */
export function renderRegrade(record: RegradeRecord): string {
  const { number, judge_spec, gradings, agreement, ungraded, scores, changed } = record;
  const who = `${harmless(judge_spec)}, ${changed.length === 0 ? 'the same judge' : 'another judge'}`;
  return [
    `Regrade ${number} by ${who}: ${gradings} ${gradings === 1 ? 'trial' : 'trials'} graded anew`,
    '  iteration  before  now',
    ...scores.map(
      ({ iteration, before, score }) =>
        `  ${String(iteration).padEnd(11)}${(before === '' ? '-' : before).padEnd(8)}${score === null ? '-' : shown(score)}`,
    ),
    ...agreementLine('judged', agreement.judge),
    ...agreementLine('checked', agreement.check),
    ...differLines(record),
    ...(ungraded.length === 0 ? [] : [`  ${ungraded.length} could not be graded`]),
    `Kept in regrades/${number}; leaderboard.csv has the scores as score_v${number}, and results.tsv is as it was.`,
  ].join('\n');
}

function agreementLine(
  name: string,
  { expectations, same, kappa = null }: RegradeRecord['agreement']['judge'],
): readonly string[] {
  if (expectations === 0) return [];
  const beyond = kappa === null ? '' : ` (kappa ${kappa.toFixed(2)})`;
  return [`  ${same} of ${expectations} ${name} expectations came out as before${beyond}`];
}

/** Lines of what differs that people are shown; all of it is in the record. */
const MOST_DIFFER = 20;

function differLines({ differ = [] }: RegradeRecord): readonly string[] {
  const lines = differ.slice(0, MOST_DIFFER).map(({ iteration, eval_id, trial, number, passed }) => {
    const what = passed ? 'failed, passes now' : 'passed, fails now';
    return `    iteration ${iteration}, ${harmless(eval_id)}#${number}${trial > 1 ? `, trial ${trial}` : ''}: ${what}`;
  });
  const more = differ.length - lines.length;
  return more > 0 ? [...lines, `    and ${more} more, in regrade.json`] : lines;
}

function shown(score: number): string {
  return String(Number(score.toFixed(4)));
}
