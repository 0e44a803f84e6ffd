import type { RunView, ViewedTrial } from '../core/run-view.ts';
import { readSuite } from '../evals/suite.ts';
import { type ChangedLine, changedLines } from '../report/changed-lines.ts';
import { factsOf } from '../report/diff.ts';
import { fileDiff } from '../report/file-diff.ts';
import type { Workspace } from '../store/layout.ts';
import { readChanges } from '../store/run-view/changes.ts';
import { readTrialDetails, readTrialOutput } from '../store/run-view/trial-details.ts';
import { outputFiles } from './output-files.ts';
import { type ChangesPart, changesPart, type TrialPart, trialPart } from './page/data.ts';

/** What is long about a view, read when somebody asks for it. */
export interface Parts {
  /** Of the parts that there are, the ones first without which the page says least. */
  readonly names: readonly string[];
  /** A part by its name; null where the view has none of that name, however it is spelt. */
  read(name: string): Promise<TrialPart | ChangesPart | null>;
}

export function partsOf(workspace: Workspace, view: RunView): Parts {
  const trials = new Map(trialsOf(view).map((trial) => [trialPart(trial), trial]));
  return {
    names: [...changesIn(view), ...trials.keys()],
    async read(name) {
      const [, of] = /^changes\/(best|\d{1,9})$/.exec(name) ?? [];
      if (of !== undefined) return readChangesPart(workspace, view, of);
      const trial = trials.get(name);
      return trial === undefined ? null : readTrialPart(workspace, trial);
    },
  };
}

function changesIn({ iterations, best }: RunView): readonly string[] {
  const steps = iterations.filter(({ number }) => number > 0).map(({ number }) => changesPart(number));
  return [...(best === null || best === 'v0' ? [] : [changesPart('best')]), ...steps];
}

/** Those of what was kept first, then those that decided nothing, then those of what was reverted. */
function trialsOf({ iterations, passes }: RunView): readonly ViewedTrial[] {
  const kept = iterations.filter(({ row }) => row !== null && row.action !== 'reverted');
  const others = iterations.filter((one) => !kept.includes(one)).toReversed();
  return [...kept, ...passes, ...others].flatMap(({ trials }) => trials);
}

async function readTrialPart(workspace: Workspace, trial: ViewedTrial): Promise<TrialPart> {
  const details = await readTrialDetails(workspace, trial, readSuite);
  return { details, outputs: outputFiles(details.outputs, (path) => readTrialOutput(workspace, trial, path)) };
}

async function readChangesPart(workspace: Workspace, view: RunView, of: string): Promise<ChangesPart | null> {
  const sides = of === 'best' ? bestSides(view) : stepSides(view, Number(of));
  if (sides === null) return null;
  const changes = await readChanges(workspace, sides.from, sides.to);
  const files = changes?.map(({ path, old, now }) => {
    const file = fileDiff(path, old, now);
    return {
      path,
      facts: factsOf(file),
      insertions: file.insertions,
      deletions: file.deletions,
      hunks: file.hunks.map((hunk) => ({
        head: `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
        lines: changedLines(hunk.lines).map(shortened),
      })),
    };
  });
  return { ...sides, files: files ?? null };
}

/** Characters of a line that a page is sent: what is longer is no line that anybody reads. */
const LINE = 4000;

function shortened({ sign, words }: ChangedLine): ChangedLine {
  const text = ({ text: word }: ChangedLine['words'][number]) =>
    word.length <= LINE ? word : `${word.slice(0, LINE)} … ${word.length - LINE} further characters`;
  return { sign, words: words.map((word) => ({ ...word, text: text(word) })) };
}

function bestSides({ best }: RunView) {
  return best === null ? null : { from: 'v0', to: best };
}

/** Where no record says what a candidate was made from, it was the last version before it. */
function stepSides({ iterations, versions }: RunView, number: number) {
  const iteration = iterations.find((one) => one.number === number);
  if (iteration === undefined) return null;
  const before = versions.findLast((version) => version.iteration < number)?.name;
  return { from: iteration.parent ?? before ?? 'v0', to: `iteration-${number}` };
}
