import { join } from 'node:path';
import { type Workspace, workspaceAt } from '../../src/store/layout.ts';
import { writeTree } from './write-tree.ts';

const SKILL = (version: number) => `---\nname: theirs\ndescription: Made elsewhere.\n---\nversion ${version}\n`;

const graded = (name: string, marks: string) =>
  [...marks].map((mark, index) => ({ [name]: `E${index + 1}`, passed: mark === '+', evidence: 'seen' }));

const HEADER = 'iteration\ttimestamp\tscore\tbest_score\taction\tchangelog';

/** As another tool writes it: CRLF, quoted cells, many digits, no last newline; 0.5, then 0.75 kept, then 0.25 reverted. */
export const FOREIGN_RESULTS = [
  HEADER,
  '0\t2025-01-15T10:30:00Z\t0.5\t0.5\tbaseline\tInitial evaluation',
  '1\t2025-01-15T10:35:00.123Z\t0.75\t0.75000000000000000\tkept\t"Say ""which"" format"',
  '2\t2025-01-15T10:40:00+00:00\t0.25\t0.75\treverted\tWorse',
].join('\r\n');

/** A workspace with what other tools write and nothing of ours. */
export async function foreignWorkspace(folder: string): Promise<Workspace> {
  const root = await writeTree(join(folder, 'theirs-autoresearch'), {
    'results.tsv': FOREIGN_RESULTS,
    'v0/SKILL.md': SKILL(0),
    'v0/evals/evals.json': JSON.stringify({
      evals: [
        { id: 1, prompt: 'Do it.', assertions: ['E1', 'E2'] },
        { id: 'two words', prompt: 'Again.', assertions: ['E1', 'E2'] },
      ],
    }),
    'v1/SKILL.md': SKILL(1),
    'v1/scripts/run.sh': { run: '#!/bin/sh\n' },
    'iteration-0/eval-1/grading.json': JSON.stringify({ expectations: graded('text', '+-') }),
    'iteration-0/eval-two words/grading.json': JSON.stringify({ assertion_results: graded('text', '+-') }),
    'iteration-1/eval-1/grading.json': JSON.stringify({
      expectations: graded('expectation', '++'),
      summary: { passed: 2, failed: 0, total: 2, pass_rate: 1 },
      eval_feedback: { suggestions: ['ask for more'], overall: '' },
    }),
    'iteration-1/eval-1/transcript.md': '# what was said\n',
    'iteration-1/eval-1/outputs/answer.txt': 'done\n',
    'iteration-1/eval-two words/grading.json': JSON.stringify({ expectations: graded('text', '+-') }),
    'iteration-2/eval-1/grading.json': JSON.stringify({ expectations: graded('text', '--') }),
    'iteration-2/eval-two words/grading.json': JSON.stringify({ expectations: graded('text', '-+') }),
  });
  return workspaceAt(root);
}
