import { relative } from 'node:path';
import { z } from 'zod';
import { type Difference, valueDifferences } from '../core/difference.ts';
import { iterationMetrics } from '../core/metrics.ts';
import type { Manifest, TreeEntry } from '../core/schema/manifest.ts';
import { type RunRecord, runConfigSchema } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { hashTree } from '../platform/tree.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import type { Workspace } from '../store/layout.ts';
import { readManifest } from '../store/snapshot.ts';
import { canonicalHash, treeHash } from '../store/tree-hash.ts';
import type { Findings } from '../store/verify-findings.ts';
import type { StoredIteration } from './verify-stored.ts';

const looseSchema = z.looseObject({});

export interface RecordedRun {
  readonly workspace: Workspace;
  readonly run: RunRecord;
  readonly evals: readonly EvalCase[];
}

/** Checks what is written beside a decision, and the proposal, against what they were made from. */
export async function verifyRecords(
  recorded: RecordedRun,
  iteration: StoredIteration,
  { incumbent, findings }: { readonly incumbent: string | null; readonly findings: Findings },
): Promise<void> {
  const { workspace, run } = recorded;
  const { root } = workspace;
  const place = workspace.iteration(iteration.number);
  const dir = iteration.number === 0 ? workspace.version('v0') : place.candidate;
  const tree = await findings.attempt(dir, () => hashTree(dir));
  if (tree === null) return;
  const compare = (path: string, stored: unknown, computed: unknown): void =>
    findings.add(stored === null ? [unreadable(root, path)] : valueDifferences(relative(root, path), stored, computed));
  const environment = await findings.read(place.environment, looseSchema);
  compare(place.config, await findings.read(place.config, runConfigSchema), run.config);
  compare(place.environment, environment, { ...environment, ...environmentAgain(run, tree) });
  compare(place.metrics, await findings.read(place.metrics, looseSchema), metricsAgain(recorded, iteration, tree));
  if (iteration.proposal === null || incumbent === null) return;
  const manifest = await findings.attempt(workspace.manifest(incumbent), () =>
    readManifest(workspace.manifest(incumbent)),
  );
  if (manifest === null) return;
  compare(place.proposal, iteration.proposal, { ...iteration.proposal, ...proposalAgain(iteration, manifest, tree) });
}

/** Where it was broken rather than absent, that was said already. */
function unreadable(root: string, path: string): Difference {
  return { kind: 'missing', path: relative(root, path) };
}

function environmentAgain(run: RunRecord, tree: readonly TreeEntry[]) {
  return {
    agents: run.agents,
    evals_sha256: run.evals_sha256,
    skill_tree_sha256: treeHash(tree, { withEvals: false }),
    config_hash: canonicalHash(run.config),
  };
}

function metricsAgain({ evals }: RecordedRun, { decision, trials }: StoredIteration, tree: readonly TreeEntry[]) {
  const first = trials.filter(({ record }) => record.trial === 1);
  const gradings = first.flatMap(({ evalCase, grading }) =>
    grading === null ? [] : [[evalCase.id, grading] as const],
  );
  return iterationMetrics({
    score: decision.row.score,
    trials: first.map(({ record }) => record),
    gradings: new Map(gradings),
    tree,
    evals,
  });
}

function proposalAgain({ number }: StoredIteration, parent: Manifest, tree: readonly TreeEntry[]) {
  return {
    iteration: number,
    parent: parent.version,
    tree_hash: treeHash(tree, { withEvals: false }),
    files_changed: diffTrees(parent.entries, tree).map(({ path }) => path),
  };
}
