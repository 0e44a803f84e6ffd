import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/core/schema/row.ts';
import { renderLog } from '../../src/report/log-table.ts';
import { plain } from '../../src/report/paint.ts';
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

function row(iteration: number, ...rest: [string, string, Row['action'], string]): Row {
  const [score, best_score, action, changelog] = rest;
  return { iteration, timestamp: '2025-01-15T10:30:00+00:00', score, best_score, action, changelog };
}
