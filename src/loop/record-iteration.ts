import { iterationMetrics } from '../core/metrics.ts';
import type { Decision } from '../core/schema/decision.ts';
import { writeJson } from '../platform/atomic.ts';
import { gitFacts, machineFacts } from '../platform/machine.ts';
import { hashTree } from '../platform/tree.ts';
import { canonicalHash, treeHash } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import { gradingsOf, trialsOf } from './pass-results.ts';

/** Writes what is known about a decided iteration beside its decision: config, environment and metrics. */
export async function recordIteration(campaign: Campaign, { iteration, row }: Decision): Promise<void> {
  const { workspace, run, evals } = campaign;
  const place = workspace.iteration(iteration);
  const trials = await trialsOf(workspace, iteration, evals);
  const gradings = await gradingsOf(workspace, iteration, evals);
  const tree = await hashTree(iteration === 0 ? workspace.version('v0') : place.candidate);
  await writeJson(place.config, run.config);
  await writeJson(place.environment, {
    schema_version: 1,
    ...machineFacts(),
    skillratchet: campaign.programVersion,
    agents: run.agents,
    git: await gitFacts(run.skill.path),
    evals_sha256: run.evals_sha256,
    skill_tree_sha256: treeHash(tree, { withEvals: false }),
    config_hash: canonicalHash(run.config),
  });
  await writeJson(place.metrics, iterationMetrics({ score: row.score, trials, gradings, tree, evals }));
}
