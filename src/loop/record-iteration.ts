import { agentsAt } from '../core/epochs.ts';
import type { ProcessRun } from '../core/events.ts';
import { historyCsv } from '../core/metric-history.ts';
import { iterationMetrics } from '../core/metrics.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { configIdentity } from '../core/schema/run.ts';
import { spendByRole, tallyOfIteration } from '../core/tally.ts';
import { writeDurable, writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { type GitRun, gitFacts, machineFacts } from '../platform/machine.ts';
import { hashTree } from '../platform/tree.ts';
import { canonicalHash, treeHash } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import { gradingsOf, historyOf, trialsOf } from './pass-results.ts';
import { tell } from './tell.ts';

/** Writes what is known about a decided iteration beside its decision: config, environment and metrics. */
export async function recordIteration(campaign: Campaign, decision: Decision): Promise<void> {
  const { workspace, run } = campaign;
  const place = workspace.iteration(decision.iteration);
  const tree = await scoredTree(campaign, decision);
  const started: GitRun[] = [];
  const git = await gitFacts(run.skill.path, (one) => started.push(one));
  for (const one of started) await tell(campaign, { event: 'process_run', ...gitRun(one) });
  await writeJson(place.config, run.config);
  await writeJson(place.environment, {
    schema_version: 1,
    ...machineFacts(),
    skillratchet: campaign.programVersion,
    sandbox: campaign.sandbox.name,
    agents: agentsAt(run, decision.iteration),
    git,
    evals_sha256: run.evals_sha256,
    skill_tree_sha256: treeHash(tree, { withEvals: false }),
    config_hash: canonicalHash(configIdentity(run.config)),
  });
  await writeMetrics(campaign, decision, tree);
}

/** Writes the metrics of a decided iteration anew where they were lost; they come from its trials, its tree and the journal. */
export async function mendMetrics(campaign: Campaign, decision: Decision): Promise<void> {
  const { metrics, history } = campaign.workspace.iteration(decision.iteration);
  if ((await exists(metrics)) && (await exists(history))) return;
  await writeMetrics(campaign, decision, await scoredTree(campaign, decision));
}

async function writeMetrics(
  { workspace, evals, journal }: Campaign,
  { iteration, row }: Decision,
  tree: readonly TreeEntry[],
): Promise<void> {
  const place = workspace.iteration(iteration);
  const trials = await trialsOf(place, evals);
  const gradings = await gradingsOf(place, evals);
  const spend = spendByRole(tallyOfIteration(journal.events(), iteration));
  await writeJson(place.metrics, iterationMetrics({ score: row.score, trials, gradings, tree, evals, spend }));
  await writeDurable(place.history, historyCsv(await historyOf(place, evals)));
}

function scoredTree({ workspace }: Campaign, { iteration }: Decision): Promise<readonly TreeEntry[]> {
  return hashTree(iteration === 0 ? workspace.version('v0') : workspace.iteration(iteration).candidate);
}

function gitRun({ argv, exitCode, signal, timedOut, durationMs }: GitRun): Omit<ProcessRun, 'at' | 'event'> {
  const end = timedOut ? 'timeout' : exitCode === null && signal === null ? 'not_started' : 'exited';
  const ended = { exit_code: exitCode, signal, duration_ms: Math.round(durationMs) };
  return { purpose: 'git', call: null, argv: [...argv], cwd: 'skill', end, ...ended };
}
