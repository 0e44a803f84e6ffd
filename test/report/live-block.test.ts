import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderLive } from '../../src/report/live-block.ts';
import { plain } from '../../src/report/paint.ts';
import { type EvalMark, type Progress, startProgress } from '../../src/report/progress.ts';
import { BY_TAG, NASTY, NASTY_SHOWN } from './paints.ts';

const UNDER_WAY: Progress = {
  ...startProgress(0),
  skill: 'release-notes',
  iteration: 2,
  incumbent: 'v1',
  bestScore: '0.78',
  changelog: 'Error handling rewrite',
  calls: 31,
  cost: 0.42,
  evals: new Map<string, EvalMark>([
    ['links', { type: 'graded', passed: 4, total: 4 }],
    ['titles', { type: 'graded', passed: 2, total: 6 }],
    ['dates', { type: 'running', role: 'executor', what: 'Bash', call: 'c1' }],
    ['tone', { type: 'running', role: 'judge', what: 'Read', call: 'c2' }],
    ['empty', { type: 'running', role: 'executor', what: '', call: 'c3' }],
    ['emoji', { type: 'unmeasured', outcome: 'timeout' }],
    ['poem', { type: 'ended' }],
    ['authors', { type: 'waiting' }],
  ]),
};
const FRAME = { now: 65_000, columns: 110, paint: plain };

function lines(progress: Progress, frame: Partial<typeof FRAME> = {}): readonly string[] {
  return renderLive(progress, { ...FRAME, ...frame }).split('\n');
}

describe('the live block', () => {
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
    const [head, doing] = lines({ ...startProgress(0), skill: 'release-notes' });
    expect(head).toBe('release-notes  baseline  best no score yet  1:05 · 0 calls · $0.00');
    expect(doing).toBe('  measuring v0');
  });

  it('says when the improver is at work, and when nobody knows the cost', () => {
    const [head, doing] = lines({ ...UNDER_WAY, improving: true, cost: null });
    expect(head).toMatch(/31 calls · cost unknown$/);
    expect(doing).toBe('  the improver edits the candidate');
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
    expect(lines({ ...UNDER_WAY, evals }, { columns: 42 }).slice(2)).toEqual([
      '  · an-eval-with-a-…',
      '  ✓ 日本語の評価ケ… 1/1',
    ]);
    expect(lines({ ...UNDER_WAY, evals }, { columns: 44 }).slice(2)).toHaveLength(1);
  });

  it('says how many evals it has no room for, and nothing where all have', () => {
    const evals = (count: number) =>
      new Map(Array.from({ length: count }, (_, index) => [`eval-${index + 10}`, { type: 'waiting' } as const]));
    const shown = (count: number) => lines({ ...UNDER_WAY, evals: evals(count) }, { columns: 40 }).slice(2);
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

  it('has no more than 8 lines, each within the terminal, whatever agents and authors write', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.constant(NASTY));
    const mark: fc.Arbitrary<EvalMark> = fc.oneof(
      fc.constant<EvalMark>({ type: 'waiting' }),
      fc.constant<EvalMark>({ type: 'ended' }),
      fc.record({ type: fc.constant('running'), role: fc.constantFrom('executor', 'judge'), what: text, call: text }),
      fc.record({ type: fc.constant('graded'), passed: fc.nat(9), total: fc.nat(99) }),
      fc.record({ type: fc.constant('unmeasured'), outcome: fc.constantFrom('timeout', 'agent_error') }),
    );
    const evals = fc.array(fc.tuple(text, mark), { maxLength: 40 }).map((entries) => new Map(entries));
    const progress = fc.record({ skill: text, changelog: fc.option(text), evals, improving: fc.boolean() });
    fc.assert(
      fc.property(progress, fc.integer({ min: 1, max: 120 }), (parts, columns) => {
        const block = lines({ ...UNDER_WAY, ...parts }, { columns });
        expect(block.length).toBeLessThanOrEqual(8);
        expect(block.filter((line) => stringWidth(line) > columns)).toEqual([]);
        expect(block.join('')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 18 },
    );
  });

  it('shows what agents write without its power over the terminal', () => {
    expect(lines({ ...UNDER_WAY, changelog: NASTY })[1]).toBe(`  ${NASTY_SHOWN}`);
  });
});
