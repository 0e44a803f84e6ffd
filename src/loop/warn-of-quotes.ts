import { expectationId } from '../core/schema/suite.ts';
import { type Quotable, quotedIn } from '../core/verbatim.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import type { PatchSide } from '../store/patch.ts';
import { isEvals } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';
import { textAt } from './text-in-tree.ts';

/** Warns of each expectation that an edit put into the skill word for word: an agent that reads it is told the answer. */
export async function warnOfQuotes(campaign: Campaign, before: PatchSide, after: PatchSide): Promise<void> {
  const expectations = campaign.evals.flatMap(({ id, expectations }) =>
    expectations.map(({ number, text }) => ({ id: expectationId(id, number), text })),
  );
  for (const { path } of diffTrees(before.entries, after.entries)) {
    if (isEvals(path)) continue;
    for (const one of quotedIn(await textAt(after, path), expectations)) {
      if (await isQuoted(one, before)) continue;
      const message = `verbatim_expectation: ${path} repeats the expectation ${one.id} word for word`;
      await tell(campaign, { event: 'warning', kind: 'verbatim_expectation', message });
    }
  }
}

async function isQuoted(one: Quotable, tree: PatchSide): Promise<boolean> {
  for (const { path } of tree.entries) {
    if (!isEvals(path) && quotedIn(await textAt(tree, path), [one]).length > 0) return true;
  }
  return false;
}
