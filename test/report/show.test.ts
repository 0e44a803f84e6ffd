import { describe, expect, it } from 'vitest';
import { plain } from '../../src/report/paint.ts';
import {
  type Explained,
  renderIteration,
  type ShownEval,
  type ShownIteration,
  type ShownResult,
} from '../../src/report/show.ts';
import { renderTrial, type ShownTrial, type TrialTexts } from '../../src/report/show-trial.ts';
import { FINAL } from '../core/final.ts';
import { COUNTED, NOTHING_COUNTED } from './counted.ts';

/** An eval with one trial. */
function shownEval(eval_id: string, parts: Partial<ShownResult>, incumbent: ShownEval['incumbent'] = null): ShownEval {
  const { reused_from = null, ...rest } = parts;
  const result = { outcome: 'graded', kind: null, passed: null, total: null, ...rest };
  return { eval_id, ...result, trials: [{ trial: 1, ...result, reused_from }], incumbent };
}

const UNKNOWN = { cost_usd: null, tokens: null, duration_ms: 0 };
const ROLE_SPEND = {
  executor: { calls: 4, ...UNKNOWN },
  judge: { calls: 0, ...UNKNOWN },
  improver: { calls: 2, ...UNKNOWN },
};

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
  flips: { fixed: ['1#2', 'dates#1'], broken: ['1#3'], expected: ['dates#1', '1#9'], flaky: ['3#1'] },
  evals: [
    shownEval('1', { passed: 3, total: 4 }, { passed: 2, total: 4 }),
    shownEval('dates', { passed: 2, total: 2, reused_from: 'a1b2' }),
    shownEval('3', { outcome: 'timeout' }, { passed: 1, total: 1 }),
    shownEval('4', { outcome: 'agent_error', kind: 'crash' }),
  ],
  reproductions: [],
  spend: { calls: 6, cost_usd: 0.125, tokens: 12_345, duration_ms: 65_000, roles: ROLE_SPEND },
};

const JUDGED: Explained = { counted: null, agents: [], headline: null, guardrails: [], forked: null };
const render = (shown: Partial<ShownIteration & Explained> = {}) =>
  renderIteration({ ...ITERATION, ...JUDGED, ...shown }, { paint: plain, columns: Number.POSITIVE_INFINITY });

describe('an iteration under rule race', () => {
  const row = { ...ITERATION.row, score: '' } as NonNullable<ShownIteration['row']>;

  it('is shown with what its verdict rests on, and the best one with the result', () => {
    const headline = { type: 'fresh', final: FINAL, estimate: '0.78', certificate: null } as const;
    expect(render({ counted: COUNTED, headline }).split('\n').slice(1, 6)).toEqual([
      'score    0.72, best 0.78',
      'reason   drop: score 0.72 <= 0.78',
      'counted  as 0.69 ± 0.08, with 95 % between 0.54 and 0.84, after 4 trials of 4 of 4 evals',
      'judged   at look 4: +1.9 ± 3.9 points against the incumbent, 69 % likely better, 60 % asked for',
      'result   0.58 → 0.83, +25 ± 9 points on 2 fresh passes of 12 evals',
    ]);
  });

  it('says how far a dropped candidate got', () => {
    const counted = { ...COUNTED, evals_seen: 1, trials: 1, delta: -0.004 };
    expect(render({ row, counted }).split('\n').slice(1, 5)).toEqual([
      'score    1 of 4 evals tried, best 0.78',
      'reason   drop: score 0.72 <= 0.78',
      'counted  as 0.69 ± 0.08, with 95 % between 0.54 and 0.84, after 1 trial of 1 of 4 evals',
      'judged   at look 4: -0.4 ± 3.9 points against the incumbent, 69 % likely better, 60 % asked for',
    ]);
    expect(render({ row, counted: COUNTED })).toContain('score    unmeasured, best 0.78');
  });

  it('has no numbers where nothing was tried, and no probability for the baseline', () => {
    expect(render({ counted: NOTHING_COUNTED })).toBe(render());
    const baseline = { ...COUNTED, look: null, p_better: null };
    expect(render({ counted: baseline })).toContain('\ncounted  as 0.69');
    expect(render({ counted: baseline })).not.toContain('judged');
  });
});

describe('an iteration', () => {
  it('is shown with what was tried, what came of it, and why', () => {
    expect(render().split('\n')).toEqual([
      'iteration 2 reverted',
      'score    0.72, best 0.78',
      'reason   drop: score 0.72 <= 0.78',
      'change   Error handling rewrite',
      'because  Errors are hidden.',
      'files    SKILL.md, scripts/run',
      'spend    6 calls (executor 4, improver 2), 1:05 of calls, 12.3k tokens, $0.13',
      '',
      '  1      3/4  was 2/4',
      '  dates  2/2  reused from run a1b2',
      '  3      timeout, not measured  was 1/1',
      '  4      agent_error (crash), not measured',
      'fixed    1#2, dates#1 (expected)',
      'broken   1#3',
      'expected 1#9, and did not come',
      'flaky    3#1',
    ]);
  });

  it('tells what was expected and measured from what was not measured, and from what was not tried', () => {
    const expected = ['dates#2', '3#2', '9#1', '9#2', '1#2'];
    const flips = { fixed: ['1#2'], broken: [], expected, flaky: [] };
    const factsOf = (parts: Partial<ShownIteration>) =>
      render({ flips, ...parts })
        .split('\n')
        .filter((line) => line.startsWith('expected'));
    expect(factsOf({})).toEqual([
      'expected dates#2, and did not come',
      'expected 3#2, and not measured',
      'expected 9#1, 9#2, and not tried',
    ]);
    expect(factsOf({ evals: [], flips: { ...flips, fixed: [] } })).toEqual([
      'expected dates#2, 3#2, 9#1, 9#2, 1#2, and not tried',
    ]);
  });

  it('that was measured again is shown with what came out each time', () => {
    const again = { number: 1, iteration: 2, started_at: '2025-01-16T10:30:00+00:00', executor: 'pi', recorded: 0.72 };
    const reproductions = [
      { ...again, score: 0.72, verdict: 'same' },
      { ...again, number: 2, executor: '\u001b[2Jclaude', score: null, verdict: null },
    ] as const;
    const lines = render({ reproductions }).split('\n');
    expect(lines.filter((line) => line.startsWith('again'))).toEqual([
      'again    2025-01-16T10:30:00+00:00 by pi: 0.72, and 0.72 then. It came out again, to the last digit.',
      'again    2025-01-16T10:30:00+00:00 by [2Jclaude: no score, and 0.72 then. Too little was measured this time to say what comes out.',
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
    const flips = { fixed: [], broken: [], expected: [], flaky: [] };
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
      return { trial: index + 1, outcome, kind: null, passed: passed ?? null, total: total ?? null, reused_from: null };
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
    expect(render({ spend: { calls: 1, cost_usd: null, tokens: null, duration_ms: 0, roles: ROLE_SPEND } })).toContain(
      ', 0:00 of calls, tokens unknown, cost unknown',
    );
  });

  it('cannot steer a terminal', () => {
    const evil = '\u001b[31mx\u202E\nfixed    all';
    const row = { ...ITERATION.row, changelog: evil } as NonNullable<ShownIteration['row']>;
    const [first] = ITERATION.evals;
    const evals = first === undefined ? [] : [{ ...first, eval_id: evil }];
    const flips = { fixed: [evil], broken: [evil], expected: [evil], flaky: [evil] };
    const text = render({ row, evals, flips, reason: evil, hypothesis: evil, files_changed: [evil] });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(text.split('\n').filter((line) => line.startsWith('fixed'))).toHaveLength(1);
  });
});

const TRIAL: ShownTrial = {
  iteration: 1,
  eval_id: 'dates',
  trial: 1,
  trials: [{ trial: 1, outcome: 'graded', kind: null, passed: 1, total: 2, reused_from: null }],
  outcome: 'graded',
  error: null,
  reused_from: null,
  prompt: 'Write it.\nWith dates.',
  expectations: [
    { text: 'has a date', passed: true, evidence: 'line 1 says 2025', evidence_verified: null },
    { text: 'is short', passed: false, evidence: '', evidence_verified: null },
  ],
  votes: null,
  suggestions: ['say which date'],
  outputs: ['a.md', 'b/c.txt'],
  transcript: 'W/iteration-1/eval-dates/transcript.md',
};

describe('a trial', () => {
  const ENDLESS = Number.POSITIVE_INFINITY;
  const render = (shown: Partial<ShownTrial> = {}, texts: TrialTexts['texts'] = [], columns = ENDLESS) =>
    renderTrial({ ...TRIAL, ...shown }, { folder: 'W/outputs', texts }, { paint: plain, columns });

  it('is broken at blanks on a terminal, and nowhere else', () => {
    const long = 'word '.repeat(30).trimEnd();
    const item = { text: long, passed: true, evidence: long, evidence_verified: false };
    const parts = { prompt: long, expectations: [item] };
    const texts = [{ name: 'a.md', text: long }];
    const lines = render(parts, texts, 60).split('\n').slice(0, -1);
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
    expect(lines).toContain('  (not found in transcript or outputs)');
    expect(lines.join(' ').match(/word/g)).toHaveLength(120);
    expect(
      render(parts, texts)
        .split('\n')
        .filter((line) => line.includes(long)),
    ).toHaveLength(4);
  });

  it('shows the beginning of what was written, and says how much more there is and where', () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, place) => `line ${place + 1}`).join('\n');
    const text = render({}, [
      { name: 'a.md', text: `${numbers(18)}\n` },
      { name: 'b.md', text: numbers(5) },
      { name: 'c.md', text: 'hidden' },
    ]);
    expect(text).toContain('  a.md\n    line 1\n');
    expect(text).toContain('    line 18\n  b.md\n    line 1\n    line 2\n  … 4 lines more, in W/outputs\ntranscript');
    expect(text).not.toContain('hidden');
  });

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
      'transcript  W/iteration-1/eval-dates/transcript.md (--transcript shows it)',
    ]);
  });

  it('says for how many passes the evidence was found, marks the others, and how far votes agree', () => {
    const item = { text: 'has a date', passed: true, evidence: '"2025"' };
    const expectations = [
      { ...item, evidence_verified: true },
      { ...item, evidence_verified: false },
      { ...item, passed: false, evidence_verified: false },
    ];
    const text = render({ expectations, votes: { usable: 3, agreement: 7 / 9 } });
    expect(text.match(/"2025" \(not found in transcript or outputs\)/g)).toHaveLength(1);
    expect(text).toContain('\nevidence    found for 1 of 2 passes by the judge; 3 votes agree on 78 %\n');
  });

  it('that was taken over says from where', () => {
    const hit = { run_id: 'a1b2', workspace: '../old', iteration: 3, eval_id: 'dates' };
    expect(render({ reused_from: hit })).toContain(
      'reused      from iteration 3, eval dates of run a1b2 in ../old\noutputs',
    );
  });

  it('of several is told by its number, with what the others gave', () => {
    const other = { trial: 3, outcome: 'agent_error', kind: 'crash', passed: null, total: null, reused_from: null };
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
    const parts = {
      expectations: [{ text: evil, passed: false, evidence: evil, evidence_verified: null }],
      suggestions: [evil],
      outputs: [evil],
      prompt: evil,
      eval_id: evil,
    };
    const text = render(parts, [{ name: evil, text: `${evil}\r\n\u001b]0;x` }]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(text.split('\n').filter((line) => line.startsWith('✓'))).toEqual([]);
  });
});
