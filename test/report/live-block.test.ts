import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderLive } from '../../src/report/live-block.ts';
import { type EvalMark, iterationWork, type OpenWork, passWork } from '../../src/report/open-work.ts';
import { plain } from '../../src/report/paint.ts';
import { type Progress, startProgress } from '../../src/report/progress.ts';
import { at, iterationStarted } from '../core/run-events.ts';
import { BY_TAG, NASTY, NASTY_SHOWN } from './paints.ts';

const MARKS = new Map<string, EvalMark>([
  ['links', { type: 'graded', passed: 4, total: 4 }],
  ['titles', { type: 'graded', passed: 2, total: 6 }],
  ['dates', { type: 'running', role: 'executor', what: 'Bash', call: 'c1', tools: 0, heardAt: 65_000 }],
  ['tone', { type: 'running', role: 'judge', what: 'Read', call: 'c2', tools: 0, heardAt: 65_000 }],
  ['empty', { type: 'running', role: 'executor', what: '', call: 'c3', tools: 0, heardAt: 65_000 }],
  ['emoji', { type: 'unmeasured', outcome: 'timeout' }],
  ['poem', { type: 'ended' }],
  ['authors', { type: 'waiting' }],
]);

function iteration(number: number, parts: Partial<OpenWork> = {}): OpenWork {
  const evals = ['links', 'titles', 'dates', 'tone', 'empty', 'emoji', 'poem', 'authors'];
  const begun = iterationWork({ ...iterationStarted(number, 'v1', evals), first_look: 3 });
  return { ...begun, changelog: 'Error handling rewrite', ...parts };
}

function open(...works: readonly OpenWork[]): Progress['open'] {
  return new Map(works.map((work, place) => [String(place), work]));
}

const UNDER_WAY: Progress = {
  ...startProgress(0),
  skill: 'release-notes',
  incumbent: 'v1',
  bestScore: '0.78',
  calls: 31,
  callsEnded: 28,
  cost: 0.42,
  open: open(iteration(2, { marks: MARKS })),
};

function withEvals(marks: ReadonlyMap<string, EvalMark>): Progress {
  return { ...UNDER_WAY, open: open(iteration(2, { marks })) };
}

const FINAL_PASS = { event: 'pass_started', at: at(0), purpose: 'final-3', pass: 2, trials: 24 } as const;
const FRAME = { now: 65_000, columns: 110, paint: plain };

function lines(progress: Progress, frame: Partial<typeof FRAME> = {}): readonly string[] {
  return renderLive(progress, { ...FRAME, ...frame }).split('\n');
}

describe('the live block', () => {
  it('counts down while a service is waited for', () => {
    const waiting = { agent: 'claude', until: 65_000 + 269_500 };
    expect(lines({ ...UNDER_WAY, waiting })[1]).toBe('  waiting for claude: 4:30 left');
    expect(lines({ ...UNDER_WAY, waiting: { ...waiting, until: 65_000 } })[1]).toBe('  Error handling rewrite');
  });

  it('says what is used of what may be, and how long the rest may take', () => {
    const caps = { trials: 96, cost_usd: 5, tokens: null, time_ms: null };
    const budget = { caps, before: { trials: 30, cost_usd: 0.5, tokens: 0 }, iterations: 12 };
    const under = (trials: number) => lines({ ...UNDER_WAY, budget, trials })[1];
    expect(under(2)).toBe('  32 of 96 trials · $0.92 of $5.00');
    expect(under(13)).toBe('  43 of 96 trials · $0.92 of $5.00 · at most 4:25 left');
    const unbounded = { ...budget, caps: { ...caps, trials: null, cost_usd: null } };
    expect(lines({ ...UNDER_WAY, budget: unbounded })[1]).toBe('  Error handling rewrite');
  });

  it('names a trial that gives no sign, and counts the tools of one that does', () => {
    const silent = (heardAt: number): EvalMark => ({
      ...{ type: 'running', role: 'executor', what: 'Bash', call: 'c1' },
      ...{ tools: 3, heardAt },
    });
    const cell = (heardAt: number) => lines(withEvals(new Map([['dates', silent(heardAt)]])), { now: 100_000 }).at(-1);
    expect(cell(91_000)).toBe('  ⠋ dates Bash ×3');
    expect(cell(70_000)).toBe('  ⠋ dates Bash ×3 30 s');
    expect(cell(30_000)).toBe('  ⠋ dates Bash ×3 stalled? 70 s');
  });

  it('says how probable it is that the candidate is better, once it was looked at', () => {
    const belief = { p_better: 0.617, evals_seen: 3, evals_total: 12 };
    expect(lines({ ...UNDER_WAY, open: open(iteration(2, { belief })) })[1]).toBe(
      '  Error handling rewrite, 62 % likely better after 3 of 12 evals',
    );
  });

  it('shows the keys where they are heard, and that nothing is begun while it is paused', () => {
    const last = (paused: boolean) =>
      renderLive({ ...UNDER_WAY, paused }, { ...FRAME, keys: true })
        .split('\n')
        .at(-1);
    expect(last(false)).toBe('  q stop after this · p pause · d diff · o page');
    expect(last(true)).toBe('  paused: nothing is begun · p goes on · q stops');
  });

  it('shows iteration, incumbent, score, time, spend, and a mark for each eval', () => {
    expect(`\n${renderLive(UNDER_WAY, FRAME)}\n`).toBe(`
release-notes  iteration 2  best v1 at 0.78  1:05 · 31 calls · $0.42
  Error handling rewrite
  ✓ links 4/4   ◐ titles 2/6   ⠋ dates Bash   ⠋ tone judge   ⠋ empty   ✗ emoji timeout   ○ poem   · authors
`);
  });

  it('paints each part by what it means', () => {
    const painted = renderLive(UNDER_WAY, { ...FRAME, paint: BY_TAG });
    for (const part of [
      '<bold>release-notes</bold>',
      '<cyan>iteration 2</cyan>',
      '<green>✓ links 4/4</green>',
      '<yellow>◐ titles 2/6</yellow>',
      '<cyan>⠋ dates Bash</cyan>',
      '<red>✗ emoji timeout</red>',
      '<dim>· authors</dim>',
    ]) {
      expect(painted).toContain(part);
    }
  });

  it('begins with the baseline, without a score', () => {
    const baseline = open(iteration(0, { changelog: null }));
    const [head, doing] = lines({ ...startProgress(0), skill: 'release-notes', open: baseline });
    expect(head).toBe('release-notes  baseline  best no score yet  1:05 · 0 calls · cost unknown');
    expect(doing).toBe('  measuring v0');
  });

  it('shows what stands for the best version with its band, from the first line of a run that goes on', () => {
    const [head] = lines({
      ...startProgress(0),
      skill: 'release-notes',
      incumbent: 'v9',
      bestScore: '0.7134',
      bestSd: 0.046,
    });
    expect(head).toBe('release-notes  best v9 at 0.71 ± 0.05  1:05 · 0 calls · cost unknown');
  });

  it('knows no cost until a call has told one', () => {
    const [calls, cost] = [3, 0];
    expect(lines({ ...UNDER_WAY, calls, callsEnded: 0, cost })[0]).toMatch(/3 calls · cost unknown$/);
    expect(lines({ ...UNDER_WAY, calls, callsEnded: 1, cost })[0]).toMatch(/3 calls · \$0\.00$/);
  });

  it('says when the improver is at work, and when nobody knows the cost', () => {
    const [head, doing] = lines({ ...UNDER_WAY, open: open(iteration(2, { improving: true })), cost: null });
    expect(head).toMatch(/31 calls · cost unknown$/);
    expect(doing).toBe('  the improver edits the candidate');
  });

  it('leaves out that nobody knows the cost where there is no room for it, rather than to cut it', () => {
    const work = open(iteration(2, { improving: true }));
    const [head] = lines({ ...UNDER_WAY, open: work, cost: null }, { columns: 62 });
    expect(head).toMatch(/31 calls$/);
    expect(lines({ ...UNDER_WAY, open: work, cost: 1 }, { columns: 62 })[0]).toMatch(/31 calls …$/);
  });

  it('turns its spinner with the time', () => {
    const marks = [0, 100, 900, 1000, 1050].map((now) => lines(UNDER_WAY, { now })[2]?.match(/(\S) dates/)?.[1]);
    expect(marks).toEqual(['⠋', '⠙', '⠏', '⠋', '⠋']);
  });

  it('breaks the line between evals', () => {
    expect(lines(UNDER_WAY, { columns: 42 })).toEqual([
      'release-notes  iteration 2  best v1 at 0.…',
      '  Error handling rewrite',
      '  ✓ links 4/4   ◐ titles 2/6',
      '  ⠋ dates Bash   ⠋ tone judge   ⠋ empty',
      '  ✗ emoji timeout   ○ poem   · authors',
    ]);
  });

  it('cuts long names, and counts wide characters as the terminal does', () => {
    const evals = new Map<string, EvalMark>([
      ['an-eval-with-a-very-long-name', { type: 'waiting' }],
      ['日本語の評価ケースです', { type: 'graded', passed: 1, total: 1 }],
    ]);
    expect(lines(withEvals(evals), { columns: 42 }).slice(2)).toEqual([
      '  · an-eval-with-a-…',
      '  ✓ 日本語の評価ケ… 1/1',
    ]);
    expect(lines(withEvals(evals), { columns: 44 }).slice(2)).toHaveLength(1);
  });

  it('says how many evals it has no room for, and nothing where all have', () => {
    const evals = (count: number) =>
      new Map(Array.from({ length: count }, (_, index) => [`eval-${index + 10}`, { type: 'waiting' } as const]));
    const shown = (count: number) => lines(withEvals(evals(count)), { columns: 40 }).slice(2);
    expect(shown(12)).toHaveLength(4);
    expect(shown(12).join()).not.toContain('more');
    expect(shown(20).slice(2)).toEqual([
      '  · eval-16   · eval-17   · eval-18',
      '  · eval-19   · eval-20   … and 9 more',
    ]);
    expect(shown(121).at(-1)).toBe('  · eval-19   · eval-20   … and 110 more');
    expect(shown(1010).at(-1)).toBe('  · eval-19   · eval-20   … and 999 more');
    expect(shown(1011).at(-1)).toBe('  · eval-19   … and 1001 more');
  });

  it('has no more than 12 lines, each within the terminal, whatever agents and authors write', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constant(NASTY));
    const mark: fc.Arbitrary<EvalMark> = fc.oneof(
      fc.constant<EvalMark>({ type: 'waiting' }),
      fc.constant<EvalMark>({ type: 'ended' }),
      fc.record({
        type: fc.constant('running'),
        role: fc.constantFrom('executor', 'judge'),
        what: text,
        call: text,
        tools: fc.nat(9),
        heardAt: fc.nat(99_000),
      }),
      fc.record({ type: fc.constant('graded'), passed: fc.nat(9), total: fc.nat(99) }),
      fc.record({ type: fc.constant('unmeasured'), outcome: fc.constantFrom('timeout', 'agent_error') }),
    );
    const evals = fc.array(fc.tuple(text, mark), { maxLength: 40 }).map((entries) => new Map(entries));
    const work = fc
      .record({ changelog: fc.option(text), marks: evals, improving: fc.boolean(), pass: fc.option(text) })
      .map(({ pass, ...parts }) => ({
        ...iteration(7, parts),
        ...(pass === null ? {} : { what: passWork({ ...FINAL_PASS, purpose: pass }).what }),
      }));
    const waiting = fc.option(fc.record({ agent: text, until: fc.integer({ min: 60_000, max: 90_000 }) }));
    const progress = fc.record({ skill: text, waiting, works: fc.array(work, { maxLength: 14 }) });
    fc.assert(
      fc.property(progress, fc.integer({ min: 1, max: 120 }), ({ works, ...parts }, columns) => {
        const block = lines({ ...UNDER_WAY, ...parts, open: open(...works) }, { columns });
        expect(block.length).toBeLessThanOrEqual(12);
        expect(block.filter((line) => stringWidth(line) > columns)).toEqual([]);
        expect(block.join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 18 },
    );
  });

  it('shows what agents write without its power over the terminal', () => {
    expect(lines({ ...UNDER_WAY, open: open(iteration(2, { changelog: NASTY })) })[1]).toBe(`  ${NASTY_SHOWN}`);
  });
});

describe('the live block of iterations side by side', () => {
  const tried = { begun: new Set(['a 1', 'b 1', 'c 1']), ended: 2 };
  const FOUR = {
    ...UNDER_WAY,
    open: open(...[8, 9, 10, 11].map((number) => iteration(number, { ...tried, marks: MARKS }))),
  };

  it('shows each with its number, how far it is, its change and what was begun', () => {
    expect(`\n${renderLive(FOUR, { ...FRAME, columns: 80 })}\n`).toBe(`
release-notes  iterations 8–11  best v1 at 0.78  1:05 · 31 calls · $0.42
   8  2/3  Error handling rewrite
      ✓ links 4/4   ◐ titles 2/6   ⠋ dates Bash   ⠋ tone judge   … and 3 more
   9  2/3  Error handling rewrite
      ✓ links 4/4   ◐ titles 2/6   ⠋ dates Bash   ⠋ tone judge   … and 3 more
  10  2/3  Error handling rewrite
      ✓ links 4/4   ◐ titles 2/6   ⠋ dates Bash   ⠋ tone judge   … and 3 more
  11  2/3  Error handling rewrite
      ✓ links 4/4   ◐ titles 2/6   ⠋ dates Bash   ⠋ tone judge   … and 3 more
`);
  });

  it('has one line for one that is still proposed', () => {
    const works = open(iteration(8, { improving: true, changelog: null }), iteration(9, { changelog: null }));
    expect(lines({ ...FOUR, open: works }).slice(1)).toEqual(['  8  0/3  the improver edits', '  9  0/3  ']);
  });

  it('has one line each for many, and says how many it has no room for', () => {
    const many = (count: number) =>
      open(...Array.from({ length: count }, (_, index) => iteration(index + 10, { marks: MARKS })));
    expect(lines({ ...FOUR, open: many(6) })).toHaveLength(7);
    expect(lines({ ...FOUR, open: many(8) })).toHaveLength(9);
    expect(lines({ ...FOUR, open: many(20) })).toHaveLength(9);
    expect(lines({ ...FOUR, open: many(20) }).at(-1)).toBe('  … and 13 more');
  });

  it('says whose service is waited for, and goes on showing the rest', () => {
    const waiting = { agent: 'claude', until: 65_000 + 61_000 };
    const shown = lines({ ...FOUR, waiting });
    expect(shown[1]).toBe('  waiting for claude: 1:01 left');
    expect(shown).toHaveLength(10);
    expect(lines({ ...FOUR, waiting }, { now: 126_000 })).toHaveLength(9);
  });
});

describe('the live block of a pass that belongs to no iteration', () => {
  it.each([
    ['final-3', 'final pass 2', 'v0 and the best version are measured afresh: 5 of 24 trials'],
    ['certify-1', 'certify pass 2', 'v0 and the best version, for a certificate: 5 of 24 trials'],
    ['calibrate-3', 'calibrate pass 2', 'the best version against itself: 5 of 24 trials'],
    ['regrade-3', 'regrade pass 2', 'regrade-3: 5 of 24 trials'],
  ])('%s is called so', (purpose, step, doing) => {
    const pass = { ...passWork({ ...FINAL_PASS, purpose }), ended: 5 };
    const [head, second] = lines({ ...UNDER_WAY, open: open(pass) });
    expect(head).toContain(`release-notes  ${step}  best v1`);
    expect(second).toBe(`  ${doing}`);
  });

  it('has no number of trials where nobody told it', () => {
    const pass = passWork({ ...FINAL_PASS, purpose: 'ceiling-3' });
    const untold = { ...pass, what: { ...pass.what, pass: null, trials: null } } as OpenWork;
    expect(lines({ ...UNDER_WAY, open: open(untold) }).slice(0, 2)).toEqual([
      'release-notes  ceiling  best v1 at 0.78  1:05 · 31 calls · $0.42',
      '  the best version passed everything, and is measured once more: 0 trials',
    ]);
  });
});
