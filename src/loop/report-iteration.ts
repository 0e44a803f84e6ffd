import { writeDurable } from '../platform/atomic.ts';
import { iterationReport } from '../report/document/iteration-report.ts';
import { markdownOf } from '../report/document/markdown.ts';
import { fileDiff } from '../report/file-diff.ts';
import { readChanges } from '../store/run-view/changes.ts';
import { readOneIteration } from '../store/run-view/iterations.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

/** Writes `report.md` of a decided iteration. It is derived, so that a report which fails is a warning and nothing more. */
export async function reportIteration(campaign: Campaign, number: number): Promise<void> {
  try {
    await writeDurable(campaign.workspace.iteration(number).report, await reportOf(campaign, number));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The report of iteration ${number} could not be written: ${why}`;
    await tell(campaign, { event: 'warning', kind: 'display', message });
  }
}

async function reportOf({ workspace, run, evals }: Campaign, number: number): Promise<string> {
  const { iteration, parentTrials } = readOneIteration(workspace, number);
  const { parent } = iteration;
  const paths = parent === null ? null : await readChanges(workspace, parent, `iteration-${number}`);
  const changes = paths?.map(({ path, old, now }) => fileDiff(path, old, now)) ?? null;
  const known = evals.map(({ id, expectations }) => {
    return { id, expectations: expectations.map(({ text, check }) => ({ text, check: check?.type ?? null })) };
  });
  const blocks = iterationReport({ skill: run.skill.name, evals: known, iteration, parentTrials, changes });
  return markdownOf(blocks, { figures: null });
}
