import type { Findings } from '../../core/findings/findings.ts';
import type { RunView } from '../../core/run-view.ts';
import { agentsText } from '../agents-text.ts';
import { forkedText } from '../forked.ts';
import { tokenText } from '../spend.ts';
import { stopText } from '../stop-text.ts';
import { clockTime, money, points } from '../text.ts';
import type { Fact } from './block.ts';
import { CLASS_TEXTS } from './verdict.ts';

/** The numbers of a run at the head of its report. */
export function summaryFacts(view: RunView, findings: Findings): readonly Fact[] {
  const { run, state } = view;
  const { recommendation, candidates, kept } = findings;
  return [
    ['recommendation', `${recommendation.action}: ${recommendation.reason}`],
    ['class', `${findings.class}: ${CLASS_TEXTS[findings.class]}`],
    ...gainFacts(findings),
    ...(view.best === null ? [] : [['best version', view.best] as const]),
    ['candidates', `${candidates} tried, ${kept} kept, ${candidates - kept} reverted`],
    ['evals', evalsText(view)],
    ...spendFacts(view, findings),
    ...(state.stop_reason === null || state.limits === null
      ? []
      : [['stopped', stopText(state.stop_reason, state.limits)] as const]),
    ...(run === null
      ? []
      : [['agents', agentsText(run.agents)] as const, ['run', `${run.run_id}, begun ${run.created_at}`] as const]),
    ...(run?.forked_from == null ? [] : [['forked from', forkedText(run.forked_from)] as const]),
    ['workspace', `${view.workspace.name}${view.workspace.foreign ? ', written by another tool' : ''}`],
    ...view.certificates.map(({ kind, verdict, best, alpha }) => [kind, `${verdict} (${best}, α ${alpha})`] as const),
  ];
}

const SOURCES: Readonly<Record<Findings['gain']['source'], string>> = {
  submit: 'on the sealed evals',
  certificate: 'of the certificate',
  fresh: 'on fresh passes',
  estimate: 'by the estimate that steered the climb',
  scores: 'by the scores of the climb',
};

function gainFacts({ gain: { before, after, gain, interval, source, noise } }: Findings): readonly Fact[] {
  if (before === null || after === null || gain === null) return [];
  const half = interval === null ? '' : ` ± ${points((interval.high - interval.low) / 2)}`;
  const signed = `${gain < 0 ? '-' : '+'}${points(Math.abs(gain))}${half} points`;
  return [
    ['score', `${before.toFixed(2)} → ${after.toFixed(2)}, ${signed} ${SOURCES[source]}`],
    ...(noise === null ? [] : [['noise', `± ${points(noise)} points between two passes`] as const]),
  ];
}

function evalsText({ evals }: RunView): string {
  const expectations = evals.reduce((sum, one) => sum + one.expectations.length, 0);
  const sealed = evals.filter((one) => one.sealed).length;
  const apart = sealed === 0 ? '' : `, ${sealed} of them sealed`;
  return `${evals.length} with ${expectations} expectations${apart}`;
}

function spendFacts({ state: { spend } }: RunView, { cost }: Findings): readonly Fact[] {
  if (spend === null) return [];
  const { calls, duration_ms, tokens, cost_usd } = spend;
  const all = `${calls} calls, ${clockTime(duration_ms)}, ${tokenText(tokens)}, ${money(cost_usd)}`;
  const { usd_per_point, tokens_per_point, ms_per_point } = cost;
  const each = [
    ...(usd_per_point === null ? [] : [money(usd_per_point)]),
    ...(tokens_per_point === null ? [] : [tokenText(Math.round(tokens_per_point))]),
    ...(ms_per_point === null ? [] : [clockTime(ms_per_point)]),
  ];
  return [['spend', all], ...(each.length === 0 ? [] : [['a point gained', each.join(', ')] as const])];
}
