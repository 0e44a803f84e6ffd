import { join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { RunView } from '../core/run-view.ts';
import { renderPage } from '../dashboard/render-page.ts';
import { exists } from '../platform/exists.ts';
import { createScratch } from '../platform/scratch.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { type UnpackedRun, unpackArtifacts } from '../records/artifacts/unpack.ts';
import { harmless } from '../report/text.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';
import { PROGRAM_VERSION } from './version.ts';
import { writeIn } from './write-in.ts';

export interface ArtifactsPageFlags {
  /** The folder that `export artifacts` wrote. */
  readonly artifacts?: string;
  /** The run that was decided last, where none is named. */
  readonly run?: string;
  readonly html?: string | true;
  /** Everything else that `report` takes, and that artifacts do not tell. */
  readonly [flag: string]: unknown;
}

/** Writes the page of a run of which there is nothing but artifacts. */
export async function writeArtifactsPage(shell: Shell, flags: ArtifactsPageFlags): Promise<void> {
  const { artifacts, run = null, html, ...others } = flags;
  if (artifacts === undefined) {
    throw new UserError('usage', '--run names a run of --artifacts DIR.', { hint: 'A workspace holds one run only.' });
  }
  const strange = Object.keys(others).filter((flag) => others[flag] !== undefined);
  if (html === undefined || strange.length > 0) {
    const other = strange[0] === 'folder' ? 'a workspace' : `--${strange[0]}`;
    const what = html === undefined ? 'is made with --html FILE' : `goes with --html FILE only, not with ${other}`;
    throw new UserError('usage', `What artifacts tell is a page, which ${what}.`, {
      hint: `skillratchet report --html page.html --artifacts ${artifacts}`,
    });
  }
  const file = resolve(shell.cwd, html === true ? 'dashboard.html' : html);
  await writeIn(file, await artifactsPage(shell, artifacts, run));
  shell.print(`Written: ${shownPath(shell.cwd, file)}`);
}

/** What artifacts do not tell is said to be unknown. */
async function artifactsPage(shell: Shell, artifacts: string, run: string | null): Promise<string> {
  const folder = resolve(shell.cwd, artifacts);
  if (!(await exists(folder))) throw new UserError('usage', `${folder} does not exist.`);
  const scratch = await createScratch('page');
  try {
    const unpacked = await unpackArtifacts(folder, join(scratch, 'run'), run);
    const { problems, others, runId } = unpacked;
    for (const { path, message } of problems) shell.report(`warning: ${harmless(`${path} ${message}`)}`);
    if (others.length > 0)
      shell.report(harmless(`the page shows run ${runId}; --run names another: ${others.join(', ')}`));
    const told = (view: RunView): RunView => ({ ...view, ...knownOf(folder, unpacked, view) });
    return await renderPage(unpacked.workspace, { program: PROGRAM_VERSION, told });
  } finally {
    await removeTree(scratch);
  }
}

function knownOf(folder: string, { runId, jobs, problems }: UnpackedRun, view: RunView): Partial<RunView> {
  const message =
    `Made from artifacts alone: ${jobs.join(', ')}. They tell rows, trials, transcripts and outputs; ` +
    'settings, splits, what calls of the judge and the improver used, edits and claims are not known.';
  return {
    workspace: { path: folder, name: `run ${runId}`, foreign: false },
    warnings: [...view.warnings, { kind: 'artifacts', message }],
    problems: [...problems, ...view.problems],
  };
}
