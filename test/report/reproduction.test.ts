import { describe, expect, it } from 'vitest';
import type { ReproductionRecord } from '../../src/core/schema/reproduction.ts';
import { renderReproduction } from '../../src/report/reproduction.ts';

const AGENT = { spec: 'claude', identity: { name: 'claude', version: '2.2.0', model: null } };
const RECORD: ReproductionRecord = {
  ...{ schema_version: 1, number: 2, iteration: 3, tree_hash: 'f00', executor: AGENT, judge: AGENT },
  trials: [
    { eval_id: 'long-name', trial: 1 },
    { eval_id: 'b', trial: 1 },
  ],
  environment: {},
  given: [],
  started_at: '2025-01-15T10:30:00+00:00',
  ...{ recorded: 0.75, score: 0.7, difference: -0.05, noise: 0.21, verdict: 'within_noise' },
  evals: [
    { eval_id: 'long-name', trials: 1, recorded: 0.75, score: 0.75, noise: 0.3, verdict: 'same' },
    { eval_id: 'b', trials: 1, recorded: 0.75, score: 0.65, noise: 0.3, verdict: 'within_noise' },
  ],
  differs: [
    { what: 'executor.version', recorded: '2.1.0', now: '2.2.0' },
    { what: 'task of eval b', recorded: '0123456789abcdef', now: 'fedcba9876543210' },
    { what: 'judge.model', recorded: 'opus', now: null },
  ],
  unmeasured: [],
};
const render = (more: Partial<ReproductionRecord> = {}) => renderReproduction({ ...RECORD, ...more }).split('\n');

describe('a reproduction', () => {
  it('is shown with both scores, eval by eval, and with what else differs', () => {
    expect(render()).toEqual([
      'Iteration 3 again: 2 trials by claude',
      '  eval       recorded     now  difference',
      '  long-name      0.75    0.75  same',
      '  b              0.75    0.65  −0.10  within noise  ± 0.30',
      '  score          0.75    0.70  −0.05  within noise  ± 0.21',
      'It came out within the noise of such a measurement.',
      'Not as it is recorded:',
      '  executor.version  2.1.0 → 2.2.0',
      '  task of eval b    0123456789ab → fedcba987654',
      '  judge.model       opus → not known',
      'Kept in passes/reproduce-2; no iteration and no row changed.',
    ]);
  });

  it.each([
    [{ verdict: 'same' }, 'It came out again, to the last digit.'],
    [{ verdict: 'beyond_noise' }, 'It differs by more than the noise of such a measurement: 5 in 100 do by chance.'],
    [{ recorded: null }, 'No score is recorded: its pass was never complete. Its trials are compared one by one.'],
    [{ score: null, verdict: null }, 'Too little was measured this time to say what comes out.'],
  ] as const)('%j is said in a sentence', (more, sentence) => {
    expect(render(more)).toContain(sentence);
  });

  it('says where nothing else differs, and what was not measured', () => {
    const lines = render({ differs: [], unmeasured: [{ eval_id: 'b', trial: 2, outcome: 'timeout' }] });
    expect(lines).toContain('Agents, machine, program and prompts are as they are recorded.');
    expect(lines).toContain('Not measured: b trial 2 (timeout)');
    const [, , , line] = render({
      evals: [{ eval_id: 'b', trials: 1, recorded: 0.5, score: null, noise: null, verdict: null }],
    });
    expect(line).toMatch(/^ {2}score/);
  });

  it('cannot steer a terminal', () => {
    const evil = '\u001b[2J\u202E';
    const text = render({
      executor: { ...AGENT, spec: evil },
      evals: [{ eval_id: evil, trials: 1, recorded: 1, score: 0, noise: 0.1, verdict: 'beyond_noise' }],
      differs: [{ what: evil, recorded: evil, now: evil }],
      unmeasured: [{ eval_id: evil, trial: 1, outcome: 'leak' }],
    }).join('');
    expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
