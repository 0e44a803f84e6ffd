import { mkdirSync, writeFileSync } from 'node:fs';
import type { Redact } from '../../agents/redact.ts';
import type { ProposalRecording } from '../../agents/replay/recording.ts';
import type { Proposal } from '../../core/schema/proposal.ts';
import { redactOutputs } from '../../evals/redact-outputs.ts';
import { isLeakReason } from '../../loop/find-leak.ts';
import { isPlainFolder } from '../../platform/exists.ts';
import { copyTree } from '../../platform/tree.ts';
import { proposalAt } from '../../store/artifacts-layout.ts';
import { isEvals } from '../../store/tree-hash.ts';
import { iterationAt, jobOf, type RecordedRun } from '../recorded-run.ts';
import type { Target } from '../target.ts';
import { improverSeeds } from './seeds.ts';

interface ProposalRequest {
  readonly recorded: RecordedRun;
  readonly target: Target;
  readonly iteration: number;
  readonly redact: Redact;
}

/** Writes what the improver proposed for an iteration, and the skill as it stood then, without its evals; nothing for the baseline. */
export async function writeProposal({ recorded, target, iteration, redact }: ProposalRequest): Promise<void> {
  const proposal = iterationAt(recorded, iteration)?.proposal ?? null;
  if (proposal === null) return;
  await target.folder(`proposals/${jobOf(recorded, iteration)}`, async (dir) => {
    const place = proposalAt(dir);
    writeFileSync(place.answer, redact(`${JSON.stringify(recordingOf(recorded, proposal), null, 2)}\n`));
    const { candidate } = recorded.workspace.iteration(iteration);
    // What an improver made of something confidential is told to nobody.
    if (isLeakReason(proposal.rejected) || !(await isPlainFolder(candidate))) return void mkdirSync(place.skill);
    await copyTree(candidate, place.skill, { exclude: isEvals, mode: writable });
    await redactOutputs(place.skill, redact);
  });
}

function writable({ type, mode }: { readonly type: string; readonly mode: number }): number {
  return mode | (type === 'folder' ? 0o700 : 0o200);
}

function recordingOf(recorded: RecordedRun, proposal: Proposal): ProposalRecording {
  const { changelog, hypothesis, expected_flips, usage, duration_ms, rejected } = proposal;
  return {
    schema_version: 1,
    seeds: [...improverSeeds(recorded, proposal)],
    failure: rejected?.startsWith(NO_PROPOSAL) ? rejected.slice(NO_PROPOSAL.length) : null,
    structured: { changelog, hypothesis, expected_flips },
    usage,
    duration_ms,
  };
}

const NO_PROPOSAL = 'drop: no proposal: ';
