import { readdir } from 'node:fs/promises';
import { plain } from '../../report/document/markdown.ts';
import type { ReportSource } from '../../report/document/report-source.ts';
import { verdictText } from '../../report/document/verdict.ts';
import type { Bundle } from './bundle.ts';

/** What the parts of a bundle are, by path; only what is there is told. */
const PARTS: Readonly<Record<string, string>> = {
  'best_run_files/skill': 'the best version of the skill, ready to be installed',
  'best_run_files/changes.patch': 'what it changes in the original; `git apply` takes it',
  'best_run_files/validation_metrics.txt': 'what the deciding evals said of it when it was kept',
  'best_run_files/train_metrics.txt': 'the same of the evals that the improver learned from',
  'best_run_files/structured_outputs.txt': 'why the improver made the change',
  'best_run_files/config.json': 'what was measured how',
  'best_run_files/environment.yml': 'the machine, the agents with versions, hashes of skill and evals',
  'best_run_files/iteration_number.txt': 'the iteration that made it',
  'run_files/train.json': 'the evals that the improver learned from',
  'run_files/validation.json': 'the evals that decided',
  'reports/run_report.md': 'the report of the run',
  'pdf_reports/run.pdf': 'the same to be printed',
  'pdf_reports/plots': 'its pictures',
  'extras/log.jsonl': 'everything that happened, a JSON object a line',
  'extras/results.tsv': 'the progression, a row an iteration',
  'extras/usage.json': 'calls, tokens and money of the run',
};

/** `README.md`: what came of the run, and what is in the bundle; every path that it names is there. */
export async function writeReadme(bundle: Bundle, { view, findings }: ReportSource): Promise<void> {
  const { write, at, recorded } = bundle;
  const found = new Set(await readdir(at('.'), { recursive: true }));
  const bullet = (path: string, what: string) => (found.has(path) ? [`- ${path} – ${what}`] : []);
  const iterations = view.iterations.flatMap(({ number, row }) => {
    const score = row === null ? 'not decided' : `${row.action}, score ${row.score ?? 'unmeasured'}`;
    return bullet(`run_files/iteration_${number}`, score);
  });
  const text = [
    `# ${plain(recorded.run.skill.name)}, run ${recorded.run.run_id}`,
    '',
    plain(verdictText(view, findings)),
    '',
    `Best version: ${view.best ?? 'none'}. Recommended: ${findings.recommendation.action} (${plain(findings.recommendation.reason)}).`,
    '',
    'To use the best version, put best\\_run\\_files/skill where your agent looks for skills, or run `skillratchet apply` beside the workspace.',
    '',
    ...Object.entries(PARTS).flatMap(([path, what]) => bullet(path, what)),
    ...iterations,
    '',
  ];
  await write('README.md', text.join('\n'));
}
