import type { Decision } from '../core/schema/decision.ts';
import { writeDurable } from '../platform/atomic.ts';
import { versionOf } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { stringifyRows } from '../store/results.ts';
import { incumbentAfter } from '../store/run-state.ts';
import { sealIteration } from '../store/seal.ts';
import { freezeSnapshot } from '../store/snapshot.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import { writeBeliefs } from './belief-texts.ts';
import type { Campaign } from './campaign.ts';
import { putCandidate } from './put-candidate.ts';
import { mendMetrics } from './record-iteration.ts';

/**
 * Makes the workspace what a decision says, in the order of commit: the version, `best`, the candidate, the rows, the
 * seal. Every step may be repeated, so that a run that was killed in between goes on from the first missing one.
 */
export async function applyDecision(campaign: Campaign, decisions: readonly Decision[]): Promise<void> {
  const { workspace } = campaign;
  const decision = decisions.at(-1);
  if (decision === undefined) return;
  const { iteration } = decision;
  if (decision.decision === 'keep' && iteration > 0) {
    const version = versionOf(iteration);
    const from = workspace.iteration(iteration).candidate;
    await freezeSnapshot({ from, to: workspace.version(version), manifestPath: workspace.manifest(version), version });
  }
  const incumbent = incumbentAfter(decisions) ?? versionOf(0);
  await writeDurable(workspace.best, `${incumbent}\n`);
  await putCandidate(campaign, incumbent);
  await writeDurable(workspace.results, rowsOf(decisions));
  const { leaderboard, history } = await campaign.tables(decisions);
  await allOrFirstFailure([
    writeDurable(workspace.leaderboard, leaderboard),
    writeDurable(workspace.history, history),
    writeBeliefs(workspace, decisions),
  ]);
  await sealIteration(workspace, iteration);
}

/** Writes anew what is derived from the decisions of sealed iterations where it is missing or does not say what they do. */
export async function mendDerived(campaign: Campaign, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return;
  const { workspace } = campaign;
  for (const decision of decisions) await mendMetrics(campaign, decision);
  const { leaderboard, history } = await campaign.tables(decisions);
  const derived = {
    [workspace.best]: `${incumbentAfter(decisions) ?? versionOf(0)}\n`,
    [workspace.results]: rowsOf(decisions),
    [workspace.leaderboard]: leaderboard,
    [workspace.history]: history,
  };
  for (const [path, text] of Object.entries(derived)) {
    if ((await readText(path)) !== text) await writeDurable(path, text);
  }
  await writeBeliefs(workspace, decisions);
}

function rowsOf(decisions: readonly Decision[]): string {
  return stringifyRows(decisions.map(({ row }) => row));
}
