import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunView } from '../../core/run-view.ts';
import type { Workspace } from '../../store/layout.ts';
import type { ExportRequest, ExportSummary } from '../port.ts';
import { openRecordedRun, readingWarnings } from '../recorded-run.ts';
import { readReportSource } from '../report-source.ts';
import { openTarget } from '../target.ts';
import { writeBestFiles } from './best-files.ts';
import type { Bundle } from './bundle.ts';
import { writeExtras } from './extras.ts';
import { writeReadme } from './readme.ts';
import { writeReports } from './reports.ts';
import { writeRunFiles } from './run-files.ts';

/**
 * Writes the bundle of a run, whatever state it is in, into `RUN_ID/` below the target, or into the target where that is
 * called so itself; it is there whole or as before.
 */
export async function exportOutputs(workspace: Workspace, { to, redact }: ExportRequest): Promise<ExportSummary> {
  const recorded = await openRecordedRun(workspace);
  const source = await readReportSource(workspace);
  const { run_id } = recorded.run;
  const target = await openTarget(basename(to) === run_id ? dirname(to) : to, {
    workspace: workspace.root,
    skill: recorded.run.skill.path,
  });
  const warnings: string[] = [];
  const written = { iterations: 0, reports: 0 };
  await target.folder(run_id, async (dir) => {
    const bundle = bundleIn(dir, { recorded, view: source.view, redact, warn: (message) => warnings.push(message) });
    await writeBestFiles(bundle);
    written.iterations = await writeRunFiles(bundle);
    written.reports = await writeReports(bundle, source);
    await writeExtras(bundle);
    await writeReadme(bundle, source);
  });
  return {
    written,
    skipped: { test_split_evals: recorded.sealed },
    warnings: [...readingWarnings(recorded), ...viewWarnings(source.view), ...warnings],
  };
}

function viewWarnings({ problems }: RunView): readonly string[] {
  return problems.map(({ path, message }) => `${path} ${message}`);
}

function bundleIn(dir: string, parts: Pick<Bundle, 'recorded' | 'view' | 'redact' | 'warn'>): Bundle {
  const at = (path: string) => join(dir, path);
  return {
    ...parts,
    at,
    async write(path, content) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), typeof content === 'string' ? parts.redact(content) : content);
    },
  };
}
