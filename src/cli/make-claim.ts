import { overfit } from '../core/certify.ts';
import { EXIT } from '../core/errors.ts';
import { expectedPairSd, smallestShown } from '../core/referee/certificate-reach.ts';
import type { CertificateKind, CertificateRecord } from '../core/schema/certificate.ts';
import { RunHalted } from '../loop/campaign.ts';
import { certify } from '../loop/certify.ts';
import { type ClaimPlan, planClaim } from '../loop/claim.ts';
import { claimLine, overfitText, renderCertificate } from '../report/certificate.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import type { ClaimFlags } from './claim-options.ts';
import { measuringAgain, tellHalt } from './measuring-again.ts';
import type { Shell } from './shell.ts';

interface Claiming {
  readonly kind: CertificateKind;
  readonly folder: string | undefined;
  readonly flags: ClaimFlags;
}

/** Says what a certificate takes, runs it, and says what came out. Nothing is touched where it is refused. */
export async function makeClaim(shell: Shell, { kind, folder, flags }: Claiming): Promise<void> {
  const workspace = await findWorkspace(shell.cwd, flags.workspace ?? folder);
  const request = { kind, alpha: flags.alpha ?? null, passes: flags.passes ?? null, gap: flags.gap ?? null };
  shell.report(announcement(await planClaim(workspace, request)));
  const asked = { workspace, flags };
  const { result, interruptCode } = await measuringAgain(shell, asked, (campaign) => certify(campaign, request));
  if (result instanceof RunHalted) {
    const document = flags.json ? { kind, verdict: null } : null;
    return tellHalt(shell, result, { interruptCode, document });
  }
  tell(shell, workspace, { record: result, flags });
}

function announcement({ claim, evals, scores }: ClaimPlan): string {
  const { affordable: passes, alpha } = claim;
  const reach = smallestShown({ evals: evals.length, passes, sd: expectedPairSd(evals, scores), alpha });
  return claimLine(claim, { evals: evals.length, reach });
}

interface Said {
  readonly record: CertificateRecord;
  readonly flags: ClaimFlags;
}

function tell(shell: Shell, { root }: Workspace, { record, flags }: Said): void {
  const gap = overfit(record);
  if (flags.json) {
    const warnings = gap === null ? [] : [{ kind: 'overfit', message: overfitText(record, gap) }];
    shell.print(JSON.stringify({ workspace: root, ...record, warnings }));
  } else {
    shell.print(renderCertificate(record));
    if (gap !== null) shell.print(`warning: ${overfitText(record, gap)}`);
  }
  if (flags.requireImprovement && record.verdict !== 'improved') shell.exit(EXIT.refused);
}
