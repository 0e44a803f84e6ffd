import { mkdir, mkdtemp, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Redact } from '../../agents/redact.ts';
import type { RunEvent } from '../../core/events.ts';
import { syncFolder } from '../../platform/atomic.ts';
import { errnoOf } from '../../platform/errno.ts';
import { leadsSomewhere } from '../../platform/exists.ts';
import { removeTree } from '../../platform/tree-remove.ts';
import { markdownOf } from '../../report/document/markdown.ts';
import { runReport } from '../../report/document/run-report.ts';
import { eachEvent } from '../../store/journal.ts';
import type { Workspace } from '../../store/layout.ts';
import { openDoor } from '../../store/run-view/door.ts';
import { readReportSource } from '../report-source.ts';
import { openTarget } from '../target.ts';
import { appendToIndex } from './index-file.ts';
import { type ArchivedInputs, indexEntryOf, metadataOf, type ProgramEnd } from './metadata.ts';
import { sessionLog } from './session-log.ts';

export interface EndedRun {
  readonly workspace: Workspace;
  readonly end: ProgramEnd;
  /** Programs that played a role. Absolute. */
  readonly programs: readonly string[];
  readonly redact: Redact;
}

/**
 * Archives what is worth keeping of a start of the program, however it ended, under the next free number, and adds an
 * entry to the list of archives. Returns its id, such as `run_007`. A UserError `usage` where the folder is not ours.
 */
export async function archiveRun(artifacts: string, ended: EndedRun): Promise<string> {
  const { root } = await openTarget(artifacts, { workspace: ended.workspace.root });
  const archives = join(root, 'archives');
  await mkdir(archives, { recursive: true });
  const aside = await mkdtemp(join(archives, '.partial-'));
  try {
    const facts = await gather(ended);
    await fill(aside, facts);
    return await place(root, aside, facts);
  } finally {
    await removeTree(aside);
  }
}

type Facts = Awaited<ReturnType<typeof gather>>;

async function gather({ workspace, end, programs, redact }: EndedRun) {
  const source = await readReportSource(workspace);
  const events: RunEvent[] = [];
  await eachEvent(workspace.events, (event) => {
    if (event.event === 'run_started') events.length = 0;
    events.push(event);
  });
  return { source, view: source.view, events, inputs: inputsOf(workspace), end, programs, redact };
}

const environmentSchema = z.object({
  skill_tree_sha256: z.string().nullable().catch(null),
  evals_sha256: z.string().nullable().catch(null),
  git: z.object({ sha: z.string() }).nullable().catch(null),
});

function inputsOf({ root }: Workspace): ArchivedInputs {
  const known = openDoor(root).record('iteration-0/environment.json', environmentSchema);
  return {
    skill_sha256: known?.skill_tree_sha256 ?? null,
    evals_sha256: known?.evals_sha256 ?? null,
    commit: known?.git?.sha ?? null,
  };
}

async function fill(dir: string, { source, view, events, programs, redact }: Facts): Promise<void> {
  const config = { config: view.run?.config ?? null, limits: view.state.limits };
  await writeFile(join(dir, 'config.yaml'), redact(stringify(config)));
  await writeFile(join(dir, 'session.log'), redact(sessionLog(events)));
  await writeFile(join(dir, 'monitor.md'), redact(markdownOf(runReport(source), { figures: null })));
  await mkdir(join(dir, 'scripts'));
  for (const program of new Set(programs)) {
    const text = await scriptAt(program);
    if (text !== null) await writeFile(join(dir, 'scripts', basename(program)), redact(text));
  }
}

/** Bytes of a program that somebody wrote by hand at most. */
const LARGEST_SCRIPT = 1_000_000;

/** null for what is no text, or no file any more. */
async function scriptAt(program: string): Promise<string | null> {
  if (!(await leadsSomewhere(program))) return null;
  const found = await stat(program);
  if (!found.isFile() || found.size > LARGEST_SCRIPT) return null;
  const bytes = await readFile(program);
  return bytes.includes(0) ? null : bytes.toString('utf8');
}

/** Gives the archive the first number that nobody else takes meanwhile. */
async function place(root: string, aside: string, { view, end, inputs, redact }: Facts): Promise<string> {
  for (let number = 1; ; number += 1) {
    const id = `run_${String(number).padStart(3, '0')}`;
    const metadata = metadataOf(id, view, { end, inputs });
    await writeFile(join(aside, 'metadata.yaml'), redact(stringify(metadata)));
    try {
      await rename(aside, join(root, 'archives', id));
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errnoOf(error) ?? '')) continue;
      throw error;
    }
    await syncFolder(join(root, 'archives'));
    await appendToIndex(root, indexEntryOf(metadata));
    return id;
  }
}
