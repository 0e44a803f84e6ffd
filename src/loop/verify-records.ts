import { relative } from 'node:path';
import { z } from 'zod';
import { valueDifferences } from '../core/difference.ts';
import { agentsAt } from '../core/epochs.ts';
import type { RunEvent } from '../core/events.ts';
import { jointGradings } from '../core/joint-grading.ts';
import { historyCsv } from '../core/metric-history.ts';
import { iterationMetrics } from '../core/metrics.ts';
import { configRecordSchema } from '../core/schema/config-record.ts';
import { type Manifest, manifestSchema, type TreeEntry } from '../core/schema/manifest.ts';
import { configIdentity, type RunRecord } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { spendByRole, tallyOfIteration } from '../core/tally.ts';
import { exists } from '../platform/exists.ts';
import { hashTree } from '../platform/tree.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import type { Workspace } from '../store/layout.ts';
import { canonicalHash, treeHash } from '../store/tree-hash.ts';
import type { Findings } from '../store/verify-findings.ts';
import { isGuardrailReason, sizeRejection, skillSize } from './guard-size.ts';
import { gradingAgain } from './verify-gradings.ts';
import { modeDifferences } from './verify-modes.ts';
import type { StoredIteration } from './verify-stored.ts';
import { verifyText } from './verify-text.ts';

const looseSchema = z.looseObject({});

export interface RecordedRun {
  readonly workspace: Workspace;
  readonly run: RunRecord;
  readonly evals: readonly EvalCase[];
  /** The journal; empty where there is none. */
  readonly events: readonly RunEvent[];
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
  const tree = await scoredTree(workspace, iteration.number, findings);
  if (tree === null) return;
  const compare = async (path: string, stored: unknown, computed: unknown): Promise<void> => {
    const file = relative(root, path);
    if (stored !== null) findings.add(valueDifferences(file, stored, computed));
    else if (!(await exists(path))) findings.add([{ kind: 'missing', path: file }]);
  };
  const environment = await findings.read(place.environment, looseSchema);
  await compare(place.config, await findings.read(place.config, configRecordSchema), run.config);
  await compare(place.environment, environment, { ...environment, ...environmentAgain(run, iteration.number, tree) });
  const metrics = await findings.read(place.metrics, looseSchema);
  await compare(place.metrics, metrics, metricsAgain(recorded, { iteration, tree, stored: metrics }));
  await verifyText({ root, findings }, place.history, [historyAgain(iteration)]);
  if (iteration.proposal === null || incumbent === null) return;
  const manifest = await findings.read(workspace.manifest(incumbent), manifestSchema);
  if (manifest === null) return;
  await compare(place.proposal, iteration.proposal, {
    ...iteration.proposal,
    ...proposalAgain(iteration, manifest, tree),
    ...(await sizeAgain(recorded, iteration)),
  });
  const path = relative(root, place.candidate);
  const { proposal } = iteration;
  const scored = { path, entries: tree, parent: manifest.entries, proposal, evalsSha256: run.evals_sha256 };
  findings.add(modeDifferences(scored));
}

/** That of the baseline is taken from its manifest, against which the folder is checked elsewhere. */
async function scoredTree(
  workspace: Workspace,
  number: number,
  findings: Findings,
): Promise<readonly TreeEntry[] | null> {
  if (number === 0) return (await findings.read(workspace.manifest('v0'), manifestSchema))?.entries ?? null;
  const { candidate } = workspace.iteration(number);
  return findings.attempt(candidate, () => hashTree(candidate));
}

function environmentAgain(run: RunRecord, iteration: number, tree: readonly TreeEntry[]) {
  return {
    agents: agentsAt(run, iteration),
    evals_sha256: run.evals_sha256,
    skill_tree_sha256: treeHash(tree, { withEvals: false }),
    config_hash: canonicalHash(configIdentity(run.config)),
  };
}

interface StoredMetrics {
  readonly iteration: StoredIteration;
  readonly tree: readonly TreeEntry[];
  readonly stored: Readonly<Record<string, unknown>> | null;
}

/** What calls took is known from the journal alone, and stands in no metrics of earlier versions. */
function metricsAgain({ evals, events }: RecordedRun, { iteration, tree, stored }: StoredMetrics) {
  const { decision, trials, number } = iteration;
  const graded = trials.map(({ evalCase, grading }) => ({
    evalId: evalCase.id,
    grading: grading === null ? null : gradingAgain(grading, evalCase),
  }));
  const { spend, ...metrics } = iterationMetrics({
    score: decision.row.score,
    trials: trials.map(({ record }) => record),
    gradings: jointGradings(graded),
    tree,
    evals,
    spend: spendByRole(tallyOfIteration(events, number)),
  });
  if (stored?.spend === undefined) return metrics;
  return { ...metrics, spend: events.length === 0 ? stored.spend : spend };
}

function historyAgain({ trials }: StoredIteration): string {
  return historyCsv(
    trials.map(({ evalCase, record, grading }) => ({ evalId: evalCase.id, trial: record.trial, record, grading })),
  );
}

function proposalAgain({ number }: StoredIteration, parent: Manifest, tree: readonly TreeEntry[]) {
  return {
    iteration: number,
    parent: parent.version,
    tree_hash: treeHash(tree, { withEvals: false }),
    files_changed: diffTrees(parent.entries, tree).map(({ path }) => path),
  };
}

/** What the size of its SKILL.md says of a candidate; any other fault is named before it. Of earlier versions nothing is known. */
async function sizeAgain({ workspace, run }: RecordedRun, { number, proposal }: StoredIteration) {
  const { skill_size: stored = null, rejected = null } = proposal ?? {};
  if (stored === null) return {};
  const skill_size = await skillSize(workspace.iteration(number).candidate);
  const isOther = rejected !== null && !isGuardrailReason(rejected);
  return { skill_size, ...(isOther ? {} : { rejected: sizeRejection(run.config.guardrails, skill_size) }) };
}
