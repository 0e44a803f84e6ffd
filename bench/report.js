// What the view of a run costs, and the reports made of it: time to read, to find out what follows, to write Markdown,
// pictures and PDF, and the memory that is held, of workspaces with 50 iterations of 30 evals and 500 of 8 with 5 trials.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReportSource } from '../dist/records/report-source.js';
import { pdfOf } from '../dist/records/pdf/pdf.js';
import { markdownOf } from '../dist/report/document/markdown.js';
import { plotBlocks, runReport } from '../dist/report/document/run-report.js';
import { stringifyRows } from '../dist/store/results.js';
import { workspaceAt } from '../dist/store/layout.js';
import { printTable, timed } from './table.js';

const ROUNDS = 3;
const EXPECTATIONS = 5;

async function plant(root, { iterations, evals, trials }) {
  await mkdir(join(root, 'v0', 'evals'), { recursive: true });
  const expectations = Array.from({ length: EXPECTATIONS }, (_, index) => `The answer has part ${index + 1}`);
  const suite = Array.from({ length: evals }, (_, index) => ({ id: index + 1, prompt: 'Do it.', expectations }));
  await writeFile(join(root, 'v0', 'SKILL.md'), '---\nname: big\ndescription: Big.\n---\n');
  await writeFile(join(root, 'v0', 'evals', 'evals.json'), JSON.stringify({ evals: suite }));
  const rows = Array.from({ length: iterations }, (_, iteration) => rowOf(iteration));
  await writeFile(join(root, 'results.tsv'), stringifyRows(rows));
  // One record that is ours, so that further trials of an eval are read.
  await writeFile(join(root, 'events.jsonl'), '');
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    for (let id = 1; id <= evals; id += 1) {
      for (let trial = 1; trial <= trials; trial += 1) await plantTrial(root, { iteration, id, trial, expectations });
    }
  }
}

function rowOf(iteration) {
  const action = iteration === 0 ? 'baseline' : iteration % 5 === 1 ? 'kept' : 'reverted';
  const at = { iteration, timestamp: '2026-01-01T00:00:00+00:00' };
  return { ...at, score: '0.5', best_score: '0.6', action, changelog: `edit ${iteration}` };
}

async function plantTrial(root, { iteration, id, trial, expectations }) {
  const folder = join(root, `iteration-${iteration}`, `eval-${id}`, ...(trial === 1 ? [] : [`trial-${trial}`]));
  await mkdir(folder, { recursive: true });
  const times = { started_at: '2026-01-01T00:00:00Z', ended_at: '2026-01-01T00:00:01Z', duration_ms: 1000 };
  const usage = { input_tokens: 1000, output_tokens: 100, cached_input_tokens: 0, cost_usd: 0.01 };
  const agent = { name: 'bench', version: null, model: null };
  const record = {
    ...{ schema_version: 1, eval_id: String(id), trial, outcome: 'graded', error: null, attempts: 1, ...times, usage, agent },
    ...{ activation: { used: true, visible: ['big'] }, deleted_inputs: [], unreadable_outputs: [] },
  };
  const items = expectations.map((text, index) => {
    return { text, passed: (iteration + id + trial + index) % 3 > 0, evidence: 'seen on line 1 of the answer', source: 'check' };
  });
  await writeFile(join(folder, 'trial.json'), JSON.stringify(record));
  await writeFile(join(folder, 'grading.json'), JSON.stringify({ expectations: items }));
}

async function measure(folder, size) {
  const root = join(folder, `${size.iterations}-autoresearch`);
  await plant(root, size);
  const name = `${size.iterations} × ${size.evals} × ${size.trials}`;
  const workspace = workspaceAt(root);
  let source = await readReportSource(workspace);
  const blocks = runReport(source);
  const read = await timed(ROUNDS, async () => {
    source = await readReportSource(workspace);
  });
  globalThis.gc?.();
  const heap = [process.memoryUsage().heapUsed / 2 ** 20];
  return [
    { what: `${name}: view and findings read`, samples: read, unit: 'ms' },
    { what: `${name}: Markdown`, samples: await timed(ROUNDS, async () => markdownOf(runReport(source), { figures: null })), unit: 'ms' },
    { what: `${name}: pictures`, samples: await timed(ROUNDS, async () => plotBlocks(source.view)), unit: 'ms' },
    { what: `${name}: PDF`, samples: await timed(1, () => pdfOf(blocks)), unit: 'ms' },
    { what: `${name}: view as JSON`, samples: [JSON.stringify(source.view).length / 2 ** 20], unit: 'MB' },
    { what: `${name}: heap afterwards`, samples: heap, unit: 'MB' },
  ];
}

const folder = await mkdtemp(join(tmpdir(), 'skillratchet-bench-'));
try {
  const small = await measure(folder, { iterations: 50, evals: 30, trials: 1 });
  const large = await measure(folder, { iterations: 500, evals: 8, trials: 5 });
  printTable('The view of a run and its reports', [...small, ...large]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
