import { join, relative } from 'node:path';
import { armsRecord } from '../core/arms.ts';
import { valueDifferences } from '../core/difference.ts';
import { armsRequestSchema, armsSchema } from '../core/schema/arms.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import type { Workspace } from '../store/layout.ts';
import type { Findings } from '../store/verify-findings.ts';
import { armsIn, armTrials } from './arm-trials.ts';

/** Computes what every comparison of arms came to again from its trials. */
export async function verifyArms(
  { workspace, findings }: { readonly workspace: Workspace; readonly findings: Findings },
  evals: readonly EvalCase[],
): Promise<void> {
  for (const number of await armsIn(workspace)) {
    const place = workspace.arms(number);
    const request = await findings.read(place.request, armsRequestSchema);
    const record = await findings.read(place.record, armsSchema);
    if (record === null) continue;
    const path = relative(workspace.root, place.record);
    if (request === null) findings.add([{ kind: 'missing', path: join('passes', `arms-${number}`, 'request.json') }]);
    else {
      const trials = await findings.attempt(place.dir, () => armTrials({ workspace, evals }, request));
      const weights = new Map(decidingEvals(evals).map(({ id, weight }) => [id, weight]));
      if (trials !== null) findings.add(valueDifferences(path, record, armsRecord(request, weights, trials)));
    }
  }
}
