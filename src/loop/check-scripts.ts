import { dangersIn, isScript } from '../core/script-dangers.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import type { PatchSide } from '../store/patch.ts';
import { isEvals } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';
import { textAt } from './text-in-tree.ts';

/**
 * Warns of each script that an edit made able to do harm, before any executor runs it; by patterns, so that it is a hint.
 * Returns why the candidate is worth no trial where the run asks for that; null otherwise.
 */
export async function checkScripts(campaign: Campaign, before: PatchSide, after: PatchSide): Promise<string | null> {
  const found: string[] = [];
  for (const { path } of diffTrees(before.entries, after.entries)) {
    const text = isEvals(path) ? '' : await textAt(after, path);
    if (!isScript(path, text)) continue;
    const known = dangersIn(await textAt(before, path));
    const news = dangersIn(text).filter((danger) => !known.includes(danger));
    if (news.length > 0) found.push(`script: ${path} of the candidate now ${news.join(', and ')}`);
  }
  for (const what of found) {
    await tell(campaign, { event: 'warning', kind: 'script', message: `${what}; look at it before you apply it` });
  }
  return campaign.run.config.strict_scripts && found[0] !== undefined ? `drop: ${found[0]}` : null;
}
