import { describe, expect, it } from 'vitest';
import { plain } from '../../src/report/paint.ts';
import { renderIteration, type ShownIteration } from '../../src/report/show.ts';
import { renderTrial, type ShownTrial } from '../../src/report/show-trial.ts';

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
    { eval_id: '1', outcome: 'graded', kind: null, passed: 3, total: 4, incumbent: { passed: 2, total: 4 } },
    { eval_id: 'dates', outcome: 'graded', kind: null, passed: 2, total: 2, incumbent: null },
    { eval_id: '3', outcome: 'timeout', kind: null, passed: null, total: null, incumbent: { passed: 1, total: 1 } },
    { eval_id: '4', outcome: 'agent_error', kind: 'crash', passed: null, total: null, incumbent: null },
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
    const evals = [{ eval_id: '1', outcome: null, kind: null, passed: null, total: null, incumbent: null }];
    expect(render({ ...theirs, evals }).split('\n')).toEqual([
      'iteration 2 reverted',
      'score    0.72, best 0.78',
      'change   Error handling rewrite',
      '',
      '  1     no grading, not measured',
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
