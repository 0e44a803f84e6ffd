import { agentsAt } from '../core/epochs.ts';
import { jointGradings } from '../core/joint-grading.ts';
import { historyCsv } from '../core/metric-history.ts';
import { iterationMetrics } from '../core/metrics.ts';
import { configRecord } from '../core/schema/config-record.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { configIdentity } from '../core/schema/run.ts';
import { spendByRole, tallyOfIteration } from '../core/tally.ts';
import { writeDurable, writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { type GitFacts, machineFacts } from '../platform/machine.ts';
import { hashTree } from '../platform/tree.ts';
import { canonicalHash, treeHash } from '../store/tree-hash.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { Campaign } from './campaign.ts';
import { type TrialResult, trialsOf } from './pass-results.ts';

/** What a decided iteration came from. */
export interface Ground {
  /** Its stored trials, in the suite's order. */
  readonly trials: readonly TrialResult[];
  /** Where the skill stood in git as it was begun. */
  readonly git: GitFacts | null;
}

/** Writes what is known about a decided iteration beside its decision: config, environment and metrics. */
export async function recordIteration(campaign: Campaign, decision: Decision, { trials, git }: Ground): Promise<void> {
  const { workspace, run } = campaign;
  const place = workspace.iteration(decision.iteration);
  const tree = await scoredTree(campaign, decision);
  const environment = {
    schema_version: 1,
    ...machineFacts(),
    skillratchet: campaign.programVersion,
    sandbox: campaign.sandbox.name,
    agents: agentsAt(run, decision.iteration),
    git,
    evals_sha256: run.evals_sha256,
    skill_tree_sha256: treeHash(tree, { withEvals: false }),
    config_hash: canonicalHash(configIdentity(run.config)),
  };
  await allOrFirstFailure([
    writeJson(place.config, configRecord(run.config)),
    writeJson(place.environment, environment),
    writeMetrics(campaign, decision, { tree, trials }),
  ]);
}

/** Writes the metrics of a decided iteration anew where they were lost; they come from its trials, its tree and the journal. */
export async function mendMetrics(campaign: Campaign, decision: Decision): Promise<void> {
  const { metrics, history } = campaign.workspace.iteration(decision.iteration);
  if ((await exists(metrics)) && (await exists(history))) return;
  const trials = await trialsOf(campaign.workspace.iteration(decision.iteration), campaign.evals);
  await writeMetrics(campaign, decision, { tree: await scoredTree(campaign, decision), trials });
}

interface Measured {
  readonly tree: readonly TreeEntry[];
  readonly trials: readonly TrialResult[];
}

async function writeMetrics(
  { workspace, evals, journal }: Campaign,
  { iteration, row }: Decision,
  { tree, trials }: Measured,
): Promise<void> {
  const place = workspace.iteration(iteration);
  const gradings = jointGradings(trials);
  const spend = spendByRole(tallyOfIteration(journal.events(), iteration));
  const records = trials.map(({ record }) => record);
  const metrics = iterationMetrics({ score: row.score, trials: records, gradings, tree, evals, spend });
  await allOrFirstFailure([writeJson(place.metrics, metrics), writeDurable(place.history, historyCsv(trials))]);
}

function scoredTree({ workspace }: Campaign, { iteration }: Decision): Promise<readonly TreeEntry[]> {
  return hashTree(iteration === 0 ? workspace.version('v0') : workspace.iteration(iteration).candidate);
}
