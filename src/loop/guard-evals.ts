import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { exists } from '../platform/exists.ts';
import { hashTree } from '../platform/tree.ts';
import type { Workspace } from '../store/layout.ts';
import { evalsFingerprint } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

/** Makes sure that the evals in the workspace are those the run began with; changed ones are put back and never scored against. */
export async function guardEvals(
  campaign: Pick<Campaign, 'workspace' | 'run' | 'journal' | 'clock' | 'emit'>,
): Promise<void> {
  const { workspace, run } = campaign;
  const v0 = workspace.version('v0');
  if (evalsFingerprint(await hashTree(v0)) === run.evals_sha256) return;
  if ((await fingerprintOfCopy(workspace)) !== run.evals_sha256) throw bothDiffer(workspace);
  await tell(campaign, {
    event: 'warning',
    kind: 'evals_changed',
    message: 'evals_changed: v0/evals was changed and is put back from fallbacks/',
  });
  await rm(join(v0, 'evals'), { recursive: true, force: true });
  await cp(workspace.fallbackEvals, join(v0, 'evals'), { recursive: true, verbatimSymlinks: true });
}

/** null when there is no copy. */
async function fingerprintOfCopy({ fallbacks, fallbackEvals }: Workspace): Promise<string | null> {
  return (await exists(fallbackEvals)) ? evalsFingerprint(await hashTree(fallbacks)) : null;
}

function bothDiffer(workspace: Workspace): UserError {
  const { fallbackEvals } = workspace;
  return new UserError(
    'invalid_workspace',
    `${workspace.version('v0')}/evals and ${fallbackEvals} both differ from the evals this run began with.`,
    {
      hint: 'Nothing can be scored against changed evals. Begin anew with --restart; the old workspace is kept.',
    },
  );
}
