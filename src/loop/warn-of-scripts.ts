import { dangersIn, isScript } from '../core/script-dangers.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import type { PatchSide } from '../store/patch.ts';
import { isEvals } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';
import { textAt } from './text-in-tree.ts';

/** Warns of each script that an edit made able to do harm, before any executor runs it; by patterns, so that it is a hint. */
export async function warnOfScripts(campaign: Campaign, before: PatchSide, after: PatchSide): Promise<void> {
  for (const { path } of diffTrees(before.entries, after.entries)) {
    const text = isEvals(path) ? '' : await textAt(after, path);
    if (!isScript(path, text)) continue;
    const known = dangersIn(await textAt(before, path));
    const news = dangersIn(text).filter((danger) => !known.includes(danger));
    if (news.length === 0) continue;
    const message = `script: ${path} of the candidate now ${news.join(', and ')}; look at it before you apply it`;
    await tell(campaign, { event: 'warning', kind: 'script', message });
  }
}
