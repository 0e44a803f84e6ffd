import { relative } from 'node:path';
import { z } from 'zod';
import { valueDifferences } from '../core/difference.ts';
import type { RunEvent } from '../core/events.ts';
import { configRecordSchema } from '../core/schema/config-record.ts';
import { manifestSchema } from '../core/schema/manifest.ts';
import { agentsSchema, type RunRecord } from '../core/schema/run.ts';
import { readEvents } from '../store/journal.ts';
import type { Workspace } from '../store/layout.ts';
import { versionsIn } from '../store/run-state.ts';
import { evalsFingerprint } from '../store/tree-hash.ts';
import type { Findings } from '../store/verify-findings.ts';

const environmentSchema = z.looseObject({
  evals_sha256: z.string(),
  agents: agentsSchema,
});

/**
 * Checks the identity of the run, which no seal covers, against the journal and what the baseline was sealed with; and
 * that every version holds the evals of the run. Paths, origins and the time it began are known from nothing else.
 */
export async function verifyIdentity(workspace: Workspace, run: RunRecord, findings: Findings): Promise<void> {
  const place = workspace.iteration(0);
  const events = await findings.attempt(workspace.events, () => readEvents(workspace.events));
  const config = await findings.read(place.config, configRecordSchema);
  const environment = await findings.read(place.environment, environmentSchema);
  const evals_sha256 = environment?.evals_sha256 ?? run.evals_sha256;
  const computed = {
    ...run,
    ...begun(events ?? [], run),
    config: config ?? run.config,
    agents: environment?.agents ?? run.agents,
    evals_sha256,
    forked_from: run.forked_from === null ? null : { ...run.forked_from, tree_hash: run.skill.tree_hash },
  };
  findings.add(valueDifferences(relative(workspace.root, workspace.run), run, computed));
  for (const version of await versionsIn(workspace)) {
    const path = workspace.manifest(version);
    const manifest = await findings.read(path, manifestSchema);
    if (manifest === null || evalsFingerprint(manifest.entries) === evals_sha256) continue;
    const message = 'its entries below evals are not the evals of the run.';
    findings.add([{ kind: 'invalid', path: relative(workspace.root, path), message }]);
  }
}

/** Who the run is, as the journal has it. */
function begun(events: readonly RunEvent[], { run_id, skill }: RunRecord): Pick<RunRecord, 'run_id' | 'skill'> {
  const first = events.find((event) => event.event === 'run_started');
  return first === undefined ? { run_id, skill } : { run_id: first.run_id, skill: { ...skill, name: first.skill } };
}
