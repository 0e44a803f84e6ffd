import { resolve } from 'node:path';
import { junitSuites } from '../records/junit-suites.ts';
import { markdownOf } from '../report/document/markdown.ts';
import type { ReportSource } from '../report/document/report-source.ts';
import { runSummary } from '../report/document/run-report.ts';
import { junitXml } from '../report/junit.ts';
import type { Workspace } from '../store/layout.ts';
import type { CiFlags } from './ci-options.ts';
import type { Shell } from './shell.ts';
import { writeIn } from './write-in.ts';

/** Files that continuous integration reads. Absolute; null: not asked for. */
export interface CiFiles {
  readonly junit: string | null;
  readonly summary: string | null;
}

export function ciFilesOf({ cwd }: Pick<Shell, 'cwd'>, { junit, summary }: CiFlags): CiFiles {
  const at = (path: string | undefined) => (path === undefined ? null : resolve(cwd, path));
  return { junit: at(junit), summary: at(summary) };
}

/** Writes what was asked for; returns the paths. */
export async function writeCiFiles(
  workspace: Workspace,
  source: ReportSource,
  { junit, summary }: CiFiles,
): Promise<readonly string[]> {
  const { view } = source;
  if (junit !== null) {
    const name = view.run?.skill.name ?? view.workspace.name;
    await writeIn(junit, junitXml(name, await junitSuites(workspace, view)));
  }
  if (summary !== null) await writeIn(summary, markdownOf(runSummary(source), { figures: null }));
  return [junit, summary].flatMap((path) => path ?? []);
}
