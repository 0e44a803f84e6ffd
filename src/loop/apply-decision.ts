import type { Decision } from '../core/schema/decision.ts';
import { writeDurable } from '../platform/atomic.ts';
import { versionOf } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { stringifyRows } from '../store/results.ts';
import { sealIteration } from '../store/seal.ts';
import { freezeSnapshot, readManifest, replaceTree } from '../store/snapshot.ts';
import type { Campaign } from './campaign.ts';

/**
 * Makes the workspace what a decision says, in the order of commit: the version, `best`, the candidate, the row, the
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
  const incumbent = incumbentAfter(decisions);
  await writeDurable(workspace.best, `${incumbent}\n`);
  await putCandidate(campaign, incumbent);
  await writeDurable(workspace.results, rowsOf(decisions));
  await sealIteration(workspace, iteration);
}

/** Writes `best` and `results.tsv` anew where they are not what the decisions of sealed iterations say. */
export async function mendDerived({ workspace }: Campaign, decisions: readonly Decision[]): Promise<void> {
  if (decisions.length === 0) return;
  const derived = { [workspace.best]: `${incumbentAfter(decisions)}\n`, [workspace.results]: rowsOf(decisions) };
  for (const [path, text] of Object.entries(derived)) {
    if ((await readText(path)) !== text) await writeDurable(path, text);
  }
}

/** Makes `candidate/` the incumbent again, bit for bit. */
export async function putCandidate({ workspace }: Campaign, version: string): Promise<void> {
  const manifest = await readManifest(workspace.manifest(version));
  await replaceTree({ from: workspace.version(version), to: workspace.candidate, manifest });
}

function incumbentAfter(decisions: readonly Decision[]): string {
  return versionOf(decisions.findLast(({ decision }) => decision === 'keep')?.iteration ?? 0);
}

function rowsOf(decisions: readonly Decision[]): string {
  return stringifyRows(decisions.map(({ row }) => row));
}
