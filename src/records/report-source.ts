import { type Findings, findingsOf } from '../core/findings/findings.ts';
import { groupedBy } from '../core/grouped.ts';
import type { RunView } from '../core/run-view.ts';
import { readSuite } from '../evals/suite.ts';
import type { ReportSource } from '../report/document/report-source.ts';
import { fileDiff } from '../report/file-diff.ts';
import type { Workspace } from '../store/layout.ts';
import { readChanges } from '../store/run-view/changes.ts';
import { readRunView } from '../store/run-view/read-run-view.ts';
import { readTrialDetails } from '../store/run-view/trial-details.ts';

/** Reads everything that a report of a workspace says, whoever wrote the workspace and whatever is left of it. */
export async function readReportSource(workspace: Workspace): Promise<ReportSource> {
  const view = await readRunView(workspace, readSuite);
  const findings = findingsOf(view);
  const said = await readSaid(workspace, findings);
  return { view, findings, ...said, changes: await changesOf(workspace, view) };
}

/** Failing trials beyond these are not looked into: a report is read by people. */
const MOST_TRIALS = 100;

/** What graders said of that which still fails, and of the evals themselves. */
async function readSaid(workspace: Workspace, { failures }: Findings) {
  const evidence = new Map<string, string>();
  const suggestions = new Map<string, { readonly eval_id: string; readonly text: string }>();
  const byFolder = [...groupedBy(failures, ({ folder }) => folder)].slice(0, MOST_TRIALS);
  for (const [folder, ofTrial] of byFolder) {
    const [first] = ofTrial;
    if (first === undefined) continue;
    const trial = { eval_id: first.eval_id, folder, marks: '' };
    const details = await readTrialDetails(workspace, trial, async () => ({ evals: [], problems: [] }));
    for (const { id, eval_id } of ofTrial) {
      const item = details.expectations[Number(id.slice(eval_id.length + 1)) - 1];
      if (item !== undefined) evidence.set(id, item.evidence);
    }
    for (const text of details.suggestions) suggestions.set(text, { eval_id: first.eval_id, text });
  }
  return { evidence, suggestions: [...suggestions.values()] };
}

/** By kept iteration, what it changed of its parent. */
async function changesOf(workspace: Workspace, { iterations }: RunView): Promise<ReportSource['changes']> {
  const changes = new Map<number, NonNullable<ReturnType<ReportSource['changes']['get']>>>();
  for (const { number, row, parent } of iterations) {
    if (row?.action !== 'kept' || parent === null) continue;
    const paths = await readChanges(workspace, parent, `v${number}`);
    if (paths !== null)
      changes.set(
        number,
        paths.map(({ path, old, now }) => fileDiff(path, old, now)),
      );
  }
  return changes;
}
