import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Counted } from '../../src/core/counted.ts';
import type { Row } from '../../src/core/schema/row.ts';
import { type LogEntry, renderLog } from '../../src/report/log-table.ts';
import { plain } from '../../src/report/paint.ts';
import { NOTHING_COUNTED } from './counted.ts';
import { BY_TAG, NASTY } from './paints.ts';

const WIDE = { columns: Number.POSITIVE_INFINITY, paint: plain };

const EXAMPLE = [
  row(0, '0.66', '0.66', 'baseline', 'Initial evaluation'),
  row(1, '0.78', '0.78', 'kept', 'Added step-by-step instructions for links'),
  row(2, '0.72', '0.78', 'reverted', 'Error handling rewrite'),
  row(3, '0.85', '0.85', 'kept', 'Shorter examples'),
];

describe('the log of a run', () => {
  it('shows the example of the file formats', () => {
    expect(`\n${renderLog(EXAMPLE, WIDE)}\n`).toBe(`
iteration  score   best                          action    change
0          0.66    0.66    █████████████▎        baseline  Initial evaluation
1          0.78    0.78    ███████████████▋      kept      Added step-by-step instructions for links
2          0.72    0.78    ██████████████▍       reverted  Error handling rewrite
3          0.85    0.85    █████████████████     kept      Shorter examples
`);
  });

  it('shows a dash and no bar for what was not measured, and an empty bar for 0', () => {
    const [, unmeasured, zero] = renderLog(
      [row(1, '', '0.66', 'reverted', 'crashed'), row(2, '0', '0.66', 'reverted', 'harmful')],
      WIDE,
    ).split('\n');
    expect(unmeasured).toBe('1          –       0.66                          reverted  crashed');
    expect(zero).toBe('2          0       0.66                          reverted  harmful');
  });

  it.each([
    ['0.0001', ''],
    ['0.0063', '▏'],
    ['0.05', '█'],
    ['0.0625', '█▎'],
    ['0.9999', '████████████████████'],
    ['1', '████████████████████'],
  ])('draws %s as %j', (score, bar) => {
    const line = renderLog([row(0, score, score, 'baseline', 'x')], WIDE).split('\n')[1] ?? '';
    expect(line.slice(27, 49).trimEnd()).toBe(bar);
  });

  it('keeps its columns beside wide characters, and cuts them whole', () => {
    const rows = [row(10, '0.5', '1', 'kept', '日本語の説明を足す'), row(11, '1', '1', 'kept', '👩‍🚀 and 🇩🇪')];
    const lines = renderLog(rows, { columns: 64, paint: plain }).split('\n');
    expect(lines.slice(1)).toEqual([
      '10         0.5     1       ██████████            kept      日本…',
      '11         1       1       ████████████████████  kept      👩‍🚀 a…',
    ]);
  });

  it('is cut to the width of the terminal, however narrow', () => {
    for (const columns of [1, 5, 20, 49, 50, 60, 200]) {
      const lines = renderLog(EXAMPLE, { columns, paint: plain }).split('\n');
      expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
    }
    expect(renderLog(EXAMPLE.slice(1, 2), { columns: 24, paint: plain })).toBe(
      'iteration  score   best…\n1          0.78    0.78…',
    );
  });

  it('lets no changelog steer the terminal or break the table', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(NASTY)), fc.nat(120), (changelog, columns) => {
        const table = renderLog([row(1, '0.5', '0.5', 'kept', changelog)], { columns, paint: plain });
        expect(table.replace('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      }),
      { seed: 17 },
    );
  });

  it('paints what happened, and never the blanks of the columns', () => {
    const lines = renderLog(EXAMPLE.slice(0, 3), { columns: 64, paint: BY_TAG }).split('\n');
    expect(lines[0]).toMatch(/^<bold>iteration .*<\/bold>$/);
    expect(lines[1]).toMatch(/ <cyan>baseline {2}Init…<\/cyan>$/);
    expect(lines[2]).toMatch(/ <green>kept {6}Adde…<\/green>$/);
    expect(lines[3]).toMatch(/ <dim>reverted {2}Erro…<\/dim>$/);
  });

  it('is its head alone for a run without rows', () => {
    expect(renderLog([], WIDE)).toBe('iteration  score   best                          action    change');
  });
});

function row(iteration: number, ...rest: [string, string, Row['action'], string]): LogEntry {
  const [score, best_score, action, changelog] = rest;
  const row = { iteration, timestamp: '2025-01-15T10:30:00+00:00', score, best_score, action, changelog };
  return { row, counted: null };
}

function counted(entry: LogEntry, parts: Partial<Counted>): LogEntry {
  return { ...entry, counted: { ...NOTHING_COUNTED, ...parts } };
}

const ALL = { evals_seen: 12, evals_total: 12, estimate_sd: 0.0771 };
const RACE = [
  counted(row(0, '0.5625', '0.5625', 'baseline', 'Initial evaluation'), { ...ALL, estimate: 0.5625 }),
  counted(row(1, '0.8125', '0.6914', 'kept', 'Added step-by-step instructions'), {
    ...ALL,
    estimate: 0.6914,
    p_better: 0.687,
  }),
  counted(row(2, '', '0.6756', 'reverted', 'Error handling rewrite'), {
    ...ALL,
    evals_seen: 3,
    estimate: 0.55,
    p_better: 0.004,
  }),
  counted(row(3, '', '0.6756', 'reverted', 'Error handling rewrite'), {}),
];

describe('the log of a run under rule race', () => {
  it('shows what was measured beside what it counts for, and how far a dropped candidate got', () => {
    expect(`\n${renderLog(RACE, WIDE)}\n`).toBe(`
iteration  measured  counted      best    P      action    change
0          0.5625    0.56 ± 0.08  0.5625         baseline  Initial evaluation
1          0.8125    0.69 ± 0.08  0.6914  69 %   kept      Added step-by-step instructions
2          3 of 12   0.55 ± 0.08  0.6756  < 1 %  reverted  Error handling rewrite
3          –         –            0.6756         reverted  Error handling rewrite
`);
  });

  it('shows a dash where all was tried and not all could be measured', () => {
    const entry = counted(row(4, '', '0.5', 'reverted', 'slow'), { ...ALL, estimate: 0.4, p_better: 0.3 });
    expect(renderLog([entry], WIDE).split('\n')[1]).toMatch(/^4 {10}– {9}0\.40 ± 0\.08 /);
  });

  it('widens a column for a large suite', () => {
    const entry = counted(row(4, '', '0.5', 'reverted', 'slow'), { ...ALL, evals_seen: 250, evals_total: 1000 });
    expect(renderLog([entry], WIDE).split('\n')[1]).toMatch(/^4 {10}250 of 1000 {2}– /);
  });

  it.each([80, 100])('keeps its columns at %i, beside wide characters', (columns) => {
    const entries = [...RACE, counted(row(5, '', '1', 'reverted', '日本語の説明を足す👩‍🚀'.repeat(5)), {})];
    const lines = renderLog(entries, { columns, paint: plain }).split('\n');
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
    const actions = ['action', 'baseline', 'kept', 'reverted', 'reverted', 'reverted'];
    expect(lines.map((line) => line.slice(49, 59))).toEqual(actions.map((action) => action.padEnd(10)));
    expect(stringWidth(lines.at(-1) ?? '')).toBeGreaterThan(columns - 3);
  });
});
