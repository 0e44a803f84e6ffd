import { withoutCanaries } from '../core/canary.ts';
import type { Decision } from '../core/schema/decision.ts';
import { writeDurable } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
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
    // A name that an improver gave may tell what it must not.
    const report = withoutCanaries(await reportOf(campaign, number), campaign.canaries);
    await writeDurable(campaign.workspace.iteration(number).report, report);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The report of iteration ${number} could not be written: ${why}`;
    await tell(campaign, { event: 'warning', kind: 'display', message });
  }
}

/** Writes the reports that a kill prevented. */
export async function mendReports(
  campaign: Campaign,
  decisions: readonly Pick<Decision, 'iteration'>[],
): Promise<void> {
  for (const { iteration } of decisions) {
    if (!(await exists(campaign.workspace.iteration(iteration).report))) await reportIteration(campaign, iteration);
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
