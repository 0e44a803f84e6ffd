import { dirname, join, relative, resolve } from 'node:path';
import { readReportSource } from '../records/report-source.ts';
import type { Block } from '../report/document/block.ts';
import { closingLines } from '../report/document/closing.ts';
import { markdownOf } from '../report/document/markdown.ts';
import { nextCommands, type Places, placesOf } from '../report/document/next.ts';
import type { ReportSource } from '../report/document/report-source.ts';
import { plotBlocks, runReport } from '../report/document/run-report.ts';
import { verdictText } from '../report/document/verdict.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import { ciFilesOf, writeCiFiles } from './ci-files.ts';
import type { CiFlags } from './ci-options.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';
import { PROGRAM_VERSION } from './version.ts';
import { writeIn } from './write-in.ts';

interface ReportOptions extends CiFlags {
  readonly to?: string | undefined;
  readonly plots?: string | true | undefined;
  readonly pdf?: string | true | undefined;
  readonly html?: string | true | undefined;
  readonly json?: boolean | undefined;
}

/** Writes the report of a workspace in the forms that were asked for, and says what it comes to. */
export async function writeReport(shell: Shell, named: string | undefined, options: ReportOptions): Promise<void> {
  const workspace = await findWorkspace(shell.cwd, named);
  const source = await readReportSource(workspace);
  const blocks = runReport(source);
  const at = (given: string | true | undefined, fallback: string) =>
    given === undefined ? null : given === true ? join(workspace.root, fallback) : resolve(shell.cwd, given);
  const plots = at(options.plots, 'plots');
  if (plots !== null) await writePlots(plots, source);
  const pdf = at(options.pdf, 'report.pdf');
  const written = plots === null ? [] : [plots];
  if (pdf !== null) written.push(await writePdf(pdf, blocks));
  const html = at(options.html, 'dashboard.html');
  if (html !== null) written.push(await writePage(html, workspace));
  written.push(...(await writeCiFiles(workspace, source, ciFilesOf(shell, options))));
  if (options.json) return shell.print(JSON.stringify(documentOf(source)));
  if (options.to === '-') return shell.print(markdownOf(blocks, { figures: plots }).trimEnd());
  const file = options.to === undefined ? workspace.report : resolve(shell.cwd, options.to);
  await writeIn(file, markdownOf(blocks, { figures: plots === null ? null : relative(dirname(file), plots) }));
  shell.print(closingLines(source, { columns: shell.columns, places: shownPlaces(shell, source) }).join('\n'));
  for (const path of [file, ...written]) shell.print(`Written: ${shownPath(shell.cwd, path)}`);
}

/** The report for programs: the findings at the top, so that `.class` and `.recommendation` are at hand. */
function documentOf(source: ReportSource) {
  const { view, findings, evidence, suggestions } = source;
  return {
    schema_version: 1,
    verdict: verdictText(view, findings),
    ...findings,
    failures: findings.failures.map((one) => ({ ...one, evidence: evidence.get(one.id) ?? null })),
    suggestions,
    next: nextCommands(view, findings).map(([command, purpose]) => ({ command, purpose })),
    view,
  };
}

/** The folders as they are named from here. */
function shownPlaces({ cwd }: Shell, { view }: ReportSource): Places {
  const { skill } = placesOf(view);
  const workspace = shownPath(cwd, view.workspace.path);
  return { workspace, skill: shownPath(cwd, resolve(dirname(view.workspace.path), skill)) };
}

async function writePlots(folder: string, { view }: ReportSource): Promise<void> {
  for (const { name, svg } of plotBlocks(view)) await writeIn(join(folder, `${name}.svg`), svg);
}

async function writePdf(file: string, blocks: readonly Block[]): Promise<string> {
  const { pdfOf } = await import('../records/pdf/pdf.ts');
  await writeIn(file, await pdfOf(blocks, new Date()));
  return file;
}

async function writePage(file: string, workspace: Workspace): Promise<string> {
  const { renderPage } = await import('../dashboard/render-page.ts');
  await writeIn(file, await renderPage(workspace, { program: PROGRAM_VERSION }));
  return file;
}
