import type { BoughtEdit } from '../../core/findings/bought.ts';
import type { RemainingFailure } from '../../core/findings/remaining.ts';
import type { RunView } from '../../core/run-view.ts';
import { heatMap } from '../plots/heat-map.ts';
import { progressPlot } from '../plots/progress.ts';
import { signedPoints } from '../text.ts';
import { type Block, diffStatText, heading, type Item, list, paragraph, section, table } from './block.ts';
import { expectationText, scoreText, shortened } from './cells.ts';
import { generalisationBlocks } from './generalisation.ts';
import { healthBlocks } from './health.ts';
import { nextSteps } from './next.ts';
import type { ReportSource } from './report-source.ts';
import { spendBlocks } from './spend-blocks.ts';
import { summaryFacts } from './summary.ts';
import { directionBlocks, standingBlocks } from './tried.ts';
import { verdictText } from './verdict.ts';

/** The report of a run: verdict, numbers, what was kept, reverted and still fails, health, spend, and what next. */
export function runReport(source: ReportSource): readonly Block[] {
  const { view, findings } = source;
  const name = view.run?.skill.name ?? view.workspace.name.replace(/-autoresearch$/, '');
  return [
    heading(1, `Report on ${name}`),
    { type: 'paragraph', text: verdictText(view, findings), strong: true },
    { type: 'facts', facts: summaryFacts(view, findings) },
    ...plotBlocks(view),
    ...section(
      'What was kept',
      findings.edits.flatMap((edit) => keptBlocks(source, edit)),
    ),
    ...section('What was reverted', revertedBlocks(view)),
    ...section('Ranking', standingBlocks(findings.standings)),
    ...section('Directions', directionBlocks(findings.directions)),
    ...section('Does it generalise?', view.best === null ? [] : generalisationBlocks(findings)),
    ...section('What still fails', failureBlocks(source)),
    ...section('Reasons to doubt', list(findings.red_flags.map(({ message }) => capital(message)))),
    ...section('The evals', healthBlocks(source)),
    ...section('Spend', spendBlocks(view)),
    ...section('What could not be read', list(view.problems.map(({ path, message }) => `${path} ${message}`))),
    ...section('Next', nextSteps(view, findings)),
  ];
}

/** The same in short, for a pull request: verdict, numbers, and what was kept. */
export function runSummary(source: ReportSource): readonly Block[] {
  const [title, verdict, facts] = runReport(source);
  const kept = source.findings.edits.flatMap((edit) => keptBlocks(source, edit));
  return [...[title, verdict, facts].flatMap((block) => block ?? []), ...section('What was kept', kept)];
}

/** The pictures of a run; none where nothing was decided. */
export function plotBlocks(view: RunView): readonly Extract<Block, { type: 'figure' }>[] {
  if (view.iterations.every(({ row }) => row === null)) return [];
  const trials = view.iterations.some((one) => one.trials.length > 0);
  return [
    { type: 'figure', name: 'progress', title: 'Progress', svg: progressPlot(view) },
    ...(trials ? [{ type: 'figure' as const, name: 'evals', title: 'Evals by iteration', svg: heatMap(view) }] : []),
  ];
}

function keptBlocks({ view, changes }: ReportSource, edit: BoughtEdit): readonly Block[] {
  const { iteration, changelog, hypothesis, rise, bought, lost, broken, foreseen } = edit;
  const files = changes.get(iteration);
  const named = (what: string, ids: readonly string[]): readonly Item[] =>
    ids.length === 0 ? [] : [[`${what} (${ids.length})`, ids.map((id) => expectationText(view, id))]];
  const rose = rise === null ? '' : ` (${signedPoints(rise)} points)`;
  return [
    heading(3, `v${iteration}${rose}: ${changelog}`),
    ...list([
      ...(hypothesis === null ? [] : [`Because: ${hypothesis}`]),
      files === undefined || files.length === 0
        ? `Changed: ${edit.files_changed.join(', ') || 'not known'}`
        : `Changed: ${diffStatText(files)}`,
      ...(bought.length === 0 ? ['Bought no single expectation that still passes'] : named('Bought', bought)),
      ...named(`Fixed, and failing again with ${view.best}`, lost),
      ...named('Broke', broken),
      ...(foreseen.length === 0 ? [] : [`Foreseen by the improver: ${foreseen.join(', ')}`]),
    ]),
  ];
}

function revertedBlocks({ iterations }: RunView): readonly Block[] {
  const rows = iterations.flatMap(({ number, row, reason }) =>
    row?.action === 'reverted'
      ? [[String(number), scoreText(row.score), shortened(row.changelog), shortened(reason ?? '')]]
      : [],
  );
  return table(['iteration', 'score', 'change', 'why'], rows);
}

const KINDS: Readonly<Record<RemainingFailure['kind'], string>> = {
  hard: 'hard',
  flaky: 'flaky',
  eval: 'perhaps the eval’s fault',
};

function failureBlocks({ view, findings, evidence }: ReportSource): readonly Block[] {
  const { failures } = findings;
  if (view.best === null) return [];
  if (failures.length === 0) return [paragraph(`Nothing that was graded fails with ${view.best}.`)];
  const rows = failures.map((one) => {
    const { id, kind, best, all, states } = one;
    const ofBest = `${best.passed} of ${best.passed + best.failed}`;
    const everywhere = `${all.passed} of ${all.passed + all.failed} in ${states}`;
    return [expectationText(view, id), KINDS[kind], ofBest, everywhere, shortened(evidence.get(id) ?? '')];
  });
  const head = ['expectation', 'kind', `passes with ${view.best}`, 'passes in all states tried', 'the grader says'];
  return table(head, rows);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
