import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { certificateOf, certificateRecord } from '../core/certify.ts';
import type { FreshTrial } from '../core/fresh.ts';
import type { CertificateRecord, Claim } from '../core/schema/certificate.ts';
import { writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import type { Workspace } from '../store/layout.ts';
import type { Campaign } from './campaign.ts';
import { type ClaimRequest, planClaim } from './claim.ts';
import { measurePair } from './paired-pass.ts';
import { passOf } from './subject.ts';

/**
 * Tries to show that the best version is better than the original, in fresh passes of both, and stores what came out.
 * An interrupted one is gone on with. Throws a UserError `refused` where there is nothing to claim, and RunHalted when it
 * must wait.
 */
export async function certify(opened: Campaign, request: ClaimRequest): Promise<CertificateRecord> {
  const { workspace } = opened;
  const { claim, evals, suiteRootOf, validation } = await planClaim(workspace, request);
  const campaign = { ...opened, evals, suiteRootOf };
  const purpose = `${claim.kind}-${claim.number}`;
  const subjects = {
    original: await passOf(campaign, purpose, claim.original),
    best: await passOf(campaign, purpose, claim.best),
  };
  await begin(workspace, claim);
  const weights = new Map(evals.map(({ id, weight }) => [id, weight]));
  const evalIds = evals.map(({ id }) => id);
  const trials: FreshTrial[] = [];
  for (let pass = 1; certificateOf({ claim, weights, trials }).verdict === 'go on'; pass += 1) {
    trials.push(...(await measurePair(campaign, { purpose, pass, subjects, evalIds })));
  }
  const record = certificateRecord({ claim, weights, trials }, claim.kind === 'submit' ? validation : null);
  if (record === null) throw new Error('a certificate has ended without a verdict');
  await writeJson(claim.kind === 'submit' ? workspace.submission : workspace.certificate, record);
  return record;
}

/** From here on a submit has begun, and the climb is over. */
async function begin(workspace: Workspace, claim: Claim): Promise<void> {
  const path = workspace.claim(claim.kind, claim.number);
  if (await exists(path)) return;
  if (claim.kind === 'submit') await mkdir(workspace.sealed, { recursive: true, mode: 0o700 });
  await mkdir(dirname(path), { recursive: true });
  await writeJson(path, claim);
}
