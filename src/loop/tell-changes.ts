import { withoutCanaries } from '../core/canary.ts';
import type { TreeChange } from '../platform/tree-diff.ts';
import type { ProposalPart } from './proposal-part.ts';
import { tell } from './tell.ts';

/** More are counted only: a line of the journal is no listing of a disk. */
const MOST = 100;

/** Notes what an edit did to the files of the skill. */
export async function tellChanges(
  { campaign, iteration }: ProposalPart,
  changes: readonly TreeChange[],
): Promise<void> {
  if (changes.length === 0) return;
  // A name may be all that an agent needs to tell what it must not.
  const clean = (path: string): string => campaign.redact(withoutCanaries(path, campaign.canaries));
  const files = changes.slice(0, MOST).map((one) => ({ ...fileOf(one), path: clean(one.path) }));
  const more = changes.length - files.length;
  await tell(campaign, { event: 'candidate_changed', iteration: iteration.number, files, more });
}

function fileOf({ before, after }: TreeChange) {
  const change = before === null ? ('added' as const) : after === null ? ('removed' as const) : ('changed' as const);
  const file = after?.type === 'file' ? after : null;
  return { change, bytes: file?.size ?? null, sha256: file?.sha256 ?? null };
}
