import { relative } from 'node:path';
import { valueDifferences } from '../core/difference.ts';
import { reproductionRequestSchema, reproductionSchema } from '../core/schema/reproduction.ts';
import type { RunRecord } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { Workspace } from '../store/layout.ts';
import type { Findings } from '../store/verify-findings.ts';
import { readReproduction, reproductionsIn } from './read-reproduction.ts';

/** Computes what every reproduction came to again from its trials and from those of its iteration. */
export async function verifyReproductions(
  { workspace, findings }: { readonly workspace: Workspace; readonly findings: Findings },
  { run, evals }: { readonly run: RunRecord; readonly evals: readonly EvalCase[] },
): Promise<void> {
  for (const number of await reproductionsIn(workspace)) {
    const place = workspace.reproduction(number);
    const request = await findings.read(place.request, reproductionRequestSchema);
    const record = await findings.read(place.record, reproductionSchema);
    if (record === null) continue;
    if (request === null) findings.add([{ kind: 'missing', path: relative(workspace.root, place.request) }]);
    else {
      const computed = await findings.attempt(place.dir, () => readReproduction({ workspace, run, evals }, request));
      if (computed !== null) findings.add(valueDifferences(relative(workspace.root, place.record), record, computed));
    }
  }
}
