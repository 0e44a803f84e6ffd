import type { RunView, ViewedIteration } from '../../core/run-view.ts';
import type { Block } from '../../report/document/block.ts';
import { type IterationSource, iterationReport } from '../../report/document/iteration-report.ts';
import { markdownOf } from '../../report/document/markdown.ts';
import type { ReportSource } from '../../report/document/report-source.ts';
import { plotBlocks, runReport } from '../../report/document/run-report.ts';
import { fileDiff } from '../../report/file-diff.ts';
import { versionOf } from '../../store/layout.ts';
import { readChanges } from '../../store/run-view/changes.ts';
import type { Bundle } from './bundle.ts';

/** `reports/` as Markdown, `pdf_reports/` as PDF, with plots as SVG. Returns how many iterations have one. */
export async function writeReports(bundle: Bundle, source: ReportSource): Promise<number> {
  const { view, write } = bundle;
  await write('reports/run_report.md', markdownOf(runReport(source), { figures: '../pdf_reports/plots' }));
  for (const { name, svg } of plotBlocks(view)) await write(`pdf_reports/plots/${name}.svg`, svg);
  await writePdf(bundle, 'run', runReport(source));
  for (const iteration of view.iterations) {
    const blocks = iterationReport(await iterationSource(bundle, iteration));
    await write(`reports/run_report_iter_${iteration.number}.md`, markdownOf(blocks, { figures: null }));
    await writePdf(bundle, `iteration_${iteration.number}`, [...blocks, ...plotsOf(view, iteration)]);
  }
  return view.iterations.length;
}

/** The climb up to an iteration, as pictures. */
function plotsOf(view: RunView, { number }: ViewedIteration): readonly Block[] {
  return plotBlocks({ ...view, iterations: view.iterations.filter((one) => one.number <= number) });
}

async function iterationSource({ recorded, view }: Bundle, iteration: ViewedIteration): Promise<IterationSource> {
  const { parent, number } = iteration;
  const paths = parent === null ? null : await readChanges(recorded.workspace, parent, `iteration-${number}`);
  const beaten = view.iterations.find((one) => parent !== null && versionOf(one.number) === parent);
  return {
    skill: recorded.run.skill.name,
    evals: view.evals,
    iteration,
    parentTrials: beaten?.trials ?? [],
    changes: paths?.map(({ path, old, now }) => fileDiff(path, old, now)) ?? null,
  };
}

/** Without the packages that draw it there is no PDF, and a word on that. */
async function writePdf(
  { recorded, write, warn, redact }: Bundle,
  name: string,
  blocks: readonly Block[],
): Promise<void> {
  const { pdfOf } = await import('../pdf/pdf.ts');
  try {
    await write(`pdf_reports/${name}.pdf`, await pdfOf(redacted(blocks, redact), new Date(recorded.run.created_at)));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'UserError')) throw error;
    warn(`pdf_reports/${name}.pdf: ${error.message}`);
  }
}

function redacted(blocks: readonly Block[], redact: (text: string) => string): readonly Block[] {
  return JSON.parse(redact(JSON.stringify(blocks)));
}
