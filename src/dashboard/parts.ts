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

/** The parts of a view that there are, the ones first without which it says least. */
export function partNames({ iterations, evals, best }: RunView): readonly string[] {
  const places = new Map(evals.map(({ id }, place) => [id, place]));
  const kept = iterations.filter(({ row }) => row !== null && row.action !== 'reverted');
  const others = iterations.filter((one) => !kept.includes(one)).toReversed();
  const changes = iterations.filter(({ number }) => number > 0).map(({ number }) => changesPart(number));
  const trials = [...kept, ...others].flatMap(({ number, trials: own }) =>
    own.flatMap(({ eval_id, trial }) => {
      const place = places.get(eval_id);
      return place === undefined ? [] : [trialPart(number, place, trial)];
    }),
  );
  return [...(best === null || best === 'v0' ? [] : [changesPart('best')]), ...changes, ...trials];
}

/** A part by its name; null where the view has none of that name, however it is spelt. */
export async function readPart(
  workspace: Workspace,
  view: RunView,
  name: string,
): Promise<TrialPart | ChangesPart | null> {
  const [, of] = /^changes\/(best|\d{1,9})$/.exec(name) ?? [];
  if (of !== undefined) return readChangesPart(workspace, view, of);
  const trial = trialNamed(view, name);
  return trial === null ? null : readTrialPart(workspace, trial);
}

function trialNamed({ iterations, evals }: RunView, name: string): ViewedTrial | null {
  const [iteration, place, trial] = (/^trial\/(\d{1,9})\/(\d{1,9})\/(\d{1,9})$/.exec(name) ?? []).slice(1).map(Number);
  const id = evals[place ?? -1]?.id;
  const own = iterations.find(({ number }) => number === iteration)?.trials ?? [];
  return own.find((one) => one.eval_id === id && one.trial === trial) ?? null;
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
