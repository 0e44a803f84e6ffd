import { describe, expect, it } from 'vitest';
import { plain } from '../../src/report/paint.ts';
import { renderIteration, type ShownEval, type ShownIteration, type ShownResult } from '../../src/report/show.ts';
import { renderTrial, type ShownTrial } from '../../src/report/show-trial.ts';

/** An eval with one trial. */
function shownEval(eval_id: string, parts: Partial<ShownResult>, incumbent: ShownEval['incumbent'] = null): ShownEval {
  const result = { outcome: 'graded', kind: null, passed: null, total: null, ...parts };
  return { eval_id, ...result, trials: [{ trial: 1, ...result }], incumbent };
}

const ITERATION: ShownIteration = {
  iteration: 2,
  row: {
    iteration: 2,
    timestamp: '2025-01-15T10:40:00+00:00',
    score: '0.72',
    best_score: '0.78',
    action: 'reverted',
    changelog: 'Error handling rewrite',
  },
  reason: 'drop: score 0.72 <= 0.78',
  hypothesis: 'Errors are hidden.',
  files_changed: ['SKILL.md', 'scripts/run'],
  flips: { fixed: ['1#2', 'dates#1'], broken: ['1#3'], expected: ['dates#1', '1#9'] },
  evals: [
    shownEval('1', { passed: 3, total: 4 }, { passed: 2, total: 4 }),
    shownEval('dates', { passed: 2, total: 2 }),
    shownEval('3', { outcome: 'timeout' }, { passed: 1, total: 1 }),
    shownEval('4', { outcome: 'agent_error', kind: 'crash' }),
  ],
  spend: { calls: 6, cost_usd: 0.125, duration_ms: 65_000 },
};

const render = (shown: Partial<ShownIteration> = {}) => renderIteration({ ...ITERATION, ...shown }, { paint: plain });

describe('an iteration', () => {
  it('is shown with what was tried, what came of it, and why', () => {
    expect(render().split('\n')).toEqual([
      'iteration 2 reverted',
      'score    0.72, best 0.78',
      'reason   drop: score 0.72 <= 0.78',
      'change   Error handling rewrite',
      'because  Errors are hidden.',
      'files    SKILL.md, scripts/run',
      'spend    6 calls, 1:05 of calls, $0.13',
      '',
      '  1      3/4  was 2/4',
      '  dates  2/2',
      '  3      timeout, not measured  was 1/1',
      '  4      agent_error (crash), not measured',
      'fixed    1#2, dates#1 (expected)',
      'broken   1#3',
      'expected 1#9, and did not come',
    ]);
  });

  it('that is not decided has no score yet', () => {
    const lines = render({ row: null, reason: null }).split('\n');
    expect(lines.slice(0, 3)).toEqual(['iteration 2', 'score    not decided yet', 'because  Errors are hidden.']);
  });

  it('that was not measured is never shown as 0', () => {
    const row = { ...ITERATION.row, score: '' } as NonNullable<ShownIteration['row']>;
    expect(render({ row })).toContain('score    unmeasured, best 0.78');
  });

  it('of another tool is shown with what there is', () => {
    const flips = { fixed: [], broken: [], expected: [] };
    const theirs = { reason: null, hypothesis: null, files_changed: [], spend: null, flips };
    const evals = [shownEval('1', { outcome: null })];
    expect(render({ ...theirs, evals }).split('\n')).toEqual([
      'iteration 2 reverted',
      'score    0.72, best 0.78',
      'change   Error handling rewrite',
      '',
      '  1     no grading, not measured',
    ]);
  });

  it('with several trials of an eval is shown with their mean and each of them', () => {
    const each = ([passed, total]: readonly (number | null)[], index: number): ShownResult => {
      const outcome = passed === null ? 'timeout' : 'graded';
      return { trial: index + 1, outcome, kind: null, passed: passed ?? null, total: total ?? null };
    };
    const evals: readonly ShownEval[] = [
      {
        ...shownEval('1', { passed: 7, total: 9 }, { passed: 4, total: 8 }),
        trials: [
          [3, 3],
          [2, 3],
          [2, 3],
        ].map(each),
      },
      {
        ...shownEval('2', { outcome: 'timeout' }),
        trials: [
          [3, 3],
          [null, null],
        ].map(each),
      },
    ];
    expect(render({ evals }).split('\n').slice(8, 10)).toEqual([
      '  1     mean 0.7778: 3/3; 2/3; 2/3  was 0.5',
      '  2     unmeasured: 3/3; timeout, not measured',
    ]);
  });

  it('with unknown costs says so', () => {
    expect(render({ spend: { calls: 1, cost_usd: null, duration_ms: 0 } })).toContain(
      '1 calls, 0:00 of calls, cost unknown',
    );
  });

  it('cannot steer a terminal', () => {
    const evil = '\u001b[31mx\u202E\nfixed    all';
    const row = { ...ITERATION.row, changelog: evil } as NonNullable<ShownIteration['row']>;
    const [first] = ITERATION.evals;
    const evals = first === undefined ? [] : [{ ...first, eval_id: evil }];
    const flips = { fixed: [evil], broken: [evil], expected: [evil] };
    const text = render({ row, evals, flips, reason: evil, hypothesis: evil, files_changed: [evil] });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(text.split('\n').filter((line) => line.startsWith('fixed'))).toHaveLength(1);
  });
});

const TRIAL: ShownTrial = {
  iteration: 1,
  eval_id: 'dates',
  trial: 1,
  trials: [{ trial: 1, outcome: 'graded', kind: null, passed: 1, total: 2 }],
  outcome: 'graded',
  error: null,
  prompt: 'Write it.\nWith dates.',
  expectations: [
    { text: 'has a date', passed: true, evidence: 'line 1 says 2025' },
    { text: 'is short', passed: false, evidence: '' },
  ],
  suggestions: ['say which date'],
  outputs: ['a.md', 'b/c.txt'],
  transcript: 'W/iteration-1/eval-dates/transcript.md',
};

describe('a trial', () => {
  const render = (shown: Partial<ShownTrial> = {}) => renderTrial({ ...TRIAL, ...shown }, { paint: plain });

  it('is shown with its prompt, every expectation, and where the rest lies', () => {
    expect(render().split('\n')).toEqual([
      'iteration 1, eval dates: 1 of 2 expectations pass',
      '  Write it.',
      '  With dates.',
      '✓ has a date',
      '  line 1 says 2025',
      '✗ is short',
      'suggested  say which date',
      'outputs     a.md, b/c.txt',
      'transcript  W/iteration-1/eval-dates/transcript.md',
    ]);
  });

  it('of several is told by its number, with what the others gave', () => {
    const other = { trial: 3, outcome: 'agent_error', kind: 'crash', passed: null, total: null };
    const lines = render({ trial: 3, trials: [...TRIAL.trials, other] }).split('\n');
    expect(lines[0]).toBe('iteration 1, eval dates, trial 3: 1 of 2 expectations pass');
    expect(lines.at(-1)).toBe('trials      1: 1/2; 3: agent_error (crash), not measured');
  });

  it('without a score says why it has none', () => {
    const unmeasured = { expectations: [], suggestions: [], outputs: [], transcript: null, prompt: null };
    expect(render({ ...unmeasured, outcome: 'timeout', error: 'after 600 s' }).split('\n')).toEqual([
      'iteration 1, eval dates: timeout, not measured: after 600 s',
      'outputs     none',
      'transcript  none',
    ]);
    expect(render({ ...unmeasured, outcome: null })).toContain('eval dates: no grading, not measured');
  });

  it('cannot steer a terminal, nor pose as another line', () => {
    const evil = 'x\u001b[2J\u202E\n✓ all is well';
    const text = render({
      expectations: [{ text: evil, passed: false, evidence: evil }],
      suggestions: [evil],
      outputs: [evil],
      prompt: evil,
      eval_id: evil,
    });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(text.split('\n').filter((line) => line.startsWith('✓'))).toEqual([]);
  });
});
