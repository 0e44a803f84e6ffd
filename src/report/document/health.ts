import type { RunView, ViewedTrial } from '../../core/run-view.ts';
import { OUTCOMES } from '../../core/schema/trial.ts';
import { points } from '../text.ts';
import { type Block, list } from './block.ts';
import type { ReportSource } from './report-source.ts';

/** What the run says of the evals themselves: which measure less than they seem to, and what was not measured. */
export function healthBlocks({ view, findings, suggestions }: ReportSource): readonly Block[] {
  const { flaky, always_pass, failures } = findings;
  const suspects = failures.filter(({ kind }) => kind === 'eval').map(({ id }) => id);
  return list([
    ...(view.noise === null ? [] : [`One pass of these evals has a noise of ± ${points(view.noise.one_pass)} points`]),
    ...named('Flaky, passing and failing with one and the same version', flaky),
    ...named('Never failed by any state of the skill, so that they tell nothing apart', always_pass),
    ...named('Never passed by any state of the skill, so that the eval itself may be at fault', suspects),
    outcomesText(view),
    ...suggestions.map(({ eval_id, text }) => `A grader suggests for eval ${eval_id}: ${text}`),
    ...view.warnings.filter(({ kind }) => kind === 'evals').map(({ message }) => message),
  ]);
}

const MOST = 30;

function named(what: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const more = ids.length > MOST ? ` and ${ids.length - MOST} more` : '';
  return [`${what} (${ids.length}): ${ids.slice(0, MOST).join(', ')}${more}`];
}

function outcomesText({ iterations, passes }: RunView): string {
  const trials: readonly ViewedTrial[] = [...iterations, ...passes].flatMap((one) => one.trials);
  const counts = OUTCOMES.map((outcome) => [outcome, trials.filter((one) => one.outcome === outcome).length] as const);
  const unknown = trials.filter(({ outcome }) => outcome === null).length;
  const all = [...counts, ['not known' as const, unknown] as const].filter(([, count]) => count > 0);
  return `Trials: ${all.map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'none'}`;
}
