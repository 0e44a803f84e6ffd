import { join } from 'node:path';
import { type Canaries, withoutCanaries } from '../core/canary.ts';
import { findingsOf } from '../core/findings/findings.ts';
import type { RunView } from '../core/run-view.ts';
import { readSuite } from '../evals/suite.ts';
import { writeDurable } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import type { Fact } from '../report/document/block.ts';
import { markdownOf } from '../report/document/markdown.ts';
import { WRITTEN_ANEW, workspaceReadme } from '../report/document/readme.ts';
import type { Workspace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { readRunView } from '../store/run-view/read-run-view.ts';
import type { Campaign } from './campaign.ts';

/**
 * Writes `README.md` of a workspace from its records. It is derived, so that one which fails is a warning to `say` and
 * nothing more; a file of that name which a person wrote is left alone.
 */
export async function writeReadme(
  { workspace, canaries }: Pick<Campaign, 'workspace' | 'canaries'>,
  say: (text: string) => void,
): Promise<void> {
  try {
    await write(workspace, canaries);
  } catch (error) {
    say(`warning: ${workspace.readme} could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Writes the one that a kill prevented. */
export async function mendReadme(campaign: Pick<Campaign, 'workspace' | 'canaries'>, say: (text: string) => void) {
  const { workspace } = campaign;
  const isDue = (await exists(workspace.iteration(0).decision)) && !(await exists(workspace.readme));
  if (isDue) await writeReadme(campaign, say);
}

async function write(workspace: Workspace, canaries: Canaries): Promise<void> {
  const known = await readText(workspace.readme);
  if (known !== null && !known.includes(WRITTEN_ANEW)) return;
  const view = await readRunView(workspace, readSuite);
  const blocks = workspaceReadme(view, findingsOf(view), await filesIn(workspace, view));
  await writeDurable(workspace.readme, withoutCanaries(markdownOf(blocks, { figures: null }), canaries));
}

/** What people look for in a workspace. */
const FILES: readonly Fact[] = [
  ['dashboard.html', 'the page of the run: open it in a browser'],
  ['report.md', 'the report'],
  ['results.tsv', 'the progression, a row an iteration'],
  ['leaderboard.csv', 'the same with every metric'],
  ['v0', 'the original skill'],
  ['candidate', 'the copy that edits are made in; between iterations it equals the best version'],
  ['final.json', 'the original and the best version measured afresh'],
  ['certificate.json', 'whether the best version is shown to be better'],
  ['events.jsonl', 'everything that happened, a JSON object a line'],
  ['run.json', 'what was measured how'],
];

/** Those that are there, and the folders of the best version and its iteration. */
async function filesIn({ root }: Workspace, { best }: RunView): Promise<readonly Fact[]> {
  const ofBest: readonly Fact[] =
    best === null || best === 'v0'
      ? []
      : [
          [best, 'the best version of the skill'],
          [`iteration-${best.slice(1)}`, 'how it was made, and every trial that it was judged by'],
        ];
  const there = await Promise.all(
    [...ofBest, ...FILES].map(async (file) => ((await exists(join(root, file[0]))) ? [file] : [])),
  );
  return there.flat();
}
