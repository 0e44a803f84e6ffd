import { groupedBy } from '../../core/grouped.ts';
import type { ViewedEval, ViewedIteration, ViewedTrial } from '../../core/run-view.ts';
import { agentResultText } from '../agent-results.ts';
import type { FileDiff } from '../file-diff.ts';
import { clockTime, money } from '../text.ts';
import { verdictFacts } from '../verdict-facts.ts';
import { type Block, diffStatText, type Fact, heading, type Item, list, paragraph, section, table } from './block.ts';
import { expectationText, scoreText } from './cells.ts';
import { roleTable } from './spend-blocks.ts';

/** What a report of one iteration is made from. */
export interface IterationSource {
  readonly skill: string;
  readonly evals: readonly Pick<ViewedEval, 'id' | 'expectations'>[];
  readonly iteration: ViewedIteration;
  /** Of the version that it had to beat; none for the baseline. */
  readonly parentTrials: readonly ViewedTrial[];
  /** What was changed of that version; null where it cannot be read. */
  readonly changes: readonly FileDiff[] | null;
}

/** The report of one iteration: what was tried and why, what came of each eval, how it was decided, what it took. */
export function iterationReport(source: IterationSource): readonly Block[] {
  const { skill, iteration, changes } = source;
  const { number, row, reason, hypothesis, flips } = iteration;
  const isBaseline = row?.action === 'baseline';
  return [
    heading(1, `Iteration ${number} of ${skill}: ${row?.action ?? 'not decided'}`),
    { type: 'paragraph', text: row?.changelog ?? 'No decision was made yet.', strong: true },
    { type: 'facts', facts: numbers(iteration) },
    ...(isBaseline ? [] : section('Hypothesis', [paragraph(hypothesis ?? 'None was given.')])),
    ...(isBaseline ? [] : section('Change', changeBlocks(iteration, changes))),
    ...section('Evals', evalBlocks(source)),
    ...section('Decision', [
      paragraph(reason ?? 'None yet.'),
      ...list(['fixed', 'broken', 'flaky', 'expected'].flatMap((kind) => flipItem(source, kind, flips))),
    ]),
    ...section('Not measured', unmeasuredBlocks(iteration)),
    ...section('Cost', iteration.spend === null ? [paragraph('Not known.')] : roleTable(iteration.spend)),
  ];
}

function numbers({
  row,
  counted,
  agents = [],
  parent,
  angle,
  spend,
  duration_ms,
  skill_bytes,
}: ViewedIteration): readonly Fact[] {
  return [
    ['score', scoreText(row?.score ?? null)],
    ['best score', scoreText(row?.best_score ?? null)],
    ...(counted === null ? [] : verdictFacts(counted)),
    ...agents.map((agent) => [`with ${agent.name}`, agentResultText(agent)] as const),
    ...(parent === null ? [] : [['made from', parent] as const]),
    ...(angle === null ? [] : [['angle', angle] as const]),
    ...(row === null ? [] : [['decided', row.timestamp] as const]),
    ...(duration_ms === null ? [] : [['took', clockTime(duration_ms)] as const]),
    ...(spend === null ? [] : [['spend', `${spend.calls} calls, ${money(spend.cost_usd)}`] as const]),
    ...(skill_bytes === null ? [] : [['size of the skill', `${skill_bytes} bytes`] as const]),
  ];
}

function changeBlocks({ files_changed }: ViewedIteration, changes: readonly FileDiff[] | null): readonly Block[] {
  if (changes === null) return files_changed.length === 0 ? [paragraph('Not known.')] : list(files_changed);
  return changes.length === 0 ? [paragraph('Nothing.')] : list(changes.map((one) => diffStatText([one])));
}

function evalBlocks({ iteration, parentTrials }: IterationSource): readonly Block[] {
  const before = groupedBy(parentTrials, ({ eval_id }) => eval_id);
  const rows = [...groupedBy(iteration.trials, ({ eval_id }) => eval_id)].map(([id, trials]) => [
    id,
    trials.map(resultText).join('; '),
    (before.get(id) ?? []).map(resultText).join('; '),
  ]);
  return table(['eval', 'passed', `passed with ${iteration.parent ?? 'nothing before'}`], rows);
}

/** "3/4", or why there is no score. */
function resultText({ passed, total, outcome, error }: ViewedTrial): string {
  if (passed !== null && total !== null) return `${passed}/${total}`;
  return [outcome ?? 'not known', ...(error?.kind ? [`(${error.kind})`] : [])].join(' ');
}

function flipItem({ evals }: IterationSource, kind: string, flips: ViewedIteration['flips']): readonly Item[] {
  const ids = Object.entries(flips).find(([name]) => name === kind)?.[1] ?? [];
  return ids.length === 0 ? [] : [[`${kind} (${ids.length})`, ids.map((id: string) => expectationText({ evals }, id))]];
}

function unmeasuredBlocks({ unmeasured }: ViewedIteration): readonly Block[] {
  return list(
    unmeasured.map(({ eval_id, trial, outcome, kind }) => {
      return `eval ${eval_id}, trial ${trial}: ${outcome}${kind === null ? '' : ` (${kind})`}`;
    }),
  );
}
