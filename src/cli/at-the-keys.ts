import { UserError } from '../core/errors.ts';
import { committed } from '../core/tally.ts';
import type { Served } from '../dashboard/serve.ts';
import type { Campaign } from '../loop/campaign.ts';
import { isMissing } from '../platform/errno.ts';
import { renderDiff, renderDiffStat } from '../report/diff.ts';
import type { FileDiff } from '../report/file-diff.ts';
import { plain } from '../report/paint.ts';
import { cutTo } from '../report/text.ts';
import type { Interruptible } from './interrupts.ts';
import { hearKeys } from './keys.ts';
import type { Shell } from './shell.ts';
import { fileDiffs, sideIn } from './sides-in.ts';
import type { View } from './view.ts';

/** Lets the person at a live view steer the run by single keys. Returns what ends that. */
export function hearPerson(shell: Shell, campaign: Campaign, { view, stop }: Steered): () => void {
  const { bounds, journal, limits } = campaign;
  view.know({
    budget: { caps: bounds.whole, before: committed(journal.tally()), iterations: limits.iterations },
  });
  if (!view.hearsKeys) return () => undefined;
  const page = pageOf(campaign, view);
  const unhear = hearKeys(shell.input, {
    q() {
      stop.stopAfterIteration();
      view.know({ paused: false });
      view.say('Stopping after what is under way; Ctrl-C stops sooner.');
    },
    p: () => view.know({ paused: stop.togglePause() }),
    d: () => void sayDiff(shell, campaign, view),
    o: page.open,
  });
  return () => {
    unhear();
    page.close();
  };
}

interface Steered {
  readonly view: View;
  readonly stop: Interruptible;
}

/** The page of the run in the browser; one server, however often it is opened. */
function pageOf({ workspace }: Campaign, view: View) {
  let served: Promise<Served> | null = null;
  const serve = async (): Promise<Served> => {
    const { startPage } = await import('./show-page.ts');
    const page = await startPage(workspace, 0);
    void page.stopped.then(() => {
      served = null;
    });
    return page;
  };
  const show = async (): Promise<void> => {
    served ??= serve();
    const { url } = await served;
    const { openBrowser } = await import('../dashboard/open-browser.ts');
    openBrowser(url);
    view.say(`The page of this run: ${url}`);
  };
  return {
    open: () => void show(),
    close: () => void served?.then((page) => page.stop()),
  };
}

/** Lines of a diff that are shown without leaving the live view. */
const MOST_LINES = 24;

/** What the candidate in hand changes in the best version. */
async function sayDiff(shell: Shell, { workspace }: Campaign, view: View): Promise<void> {
  try {
    const best = await sideIn(shell, 'best', workspace.root);
    const files = await fileDiffs(best, await sideIn(shell, 'candidate', workspace.root));
    const lines = files.length === 0 ? ['The candidate is as the best version is.'] : linesOfDiff(files, shell);
    view.say(lines.map((line) => cutTo(line, shell.liveColumns)).join('\n'));
  } catch (error) {
    // It may be written at this very moment, or there is none yet.
    if (!(error instanceof UserError || isMissing(error))) throw error;
    view.say('There is no whole candidate at this moment.');
  }
}

function linesOfDiff(files: readonly FileDiff[], { paint }: Shell): readonly string[] {
  const [lines, all] = [renderDiff(files, { paint: plain }).split('\n'), renderDiffStat(files, { paint })];
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `… and ${more} lines more`, all] : lines;
}
