import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../src/core/schema/row.ts';
import { renderLogChart } from '../../src/report/log-chart.ts';
import type { LogEntry } from '../../src/report/log-table.ts';
import { plain } from '../../src/report/paint.ts';
import { NOTHING_COUNTED } from './counted.ts';

const NARROW = { columns: 24, paint: plain, levels: [] };

type Band = readonly [low: number, high: number];

function entry([score, best, action]: readonly [string, string, LogEntry['row']['action']], band?: Band): LogEntry {
  const row = { iteration: 0, timestamp: '', score, best_score: best, action, changelog: '' };
  return { row, counted: band === undefined ? null : { ...NOTHING_COUNTED, low: band[0], high: band[1] } };
}

/** Iterations one after the other. */
function numbered(entries: readonly LogEntry[], from = 0): readonly LogEntry[] {
  return entries.map((one, place) => ({ ...one, row: { ...one.row, iteration: from + place } }));
}

describe('the chart of a climb', () => {
  it('has the score of each iteration, the best as a line with its band, and a lane for what was not measured', () => {
    const entries = [
      entry(['0.42', '0.42', 'baseline'], [0.3, 0.55]),
      entry(['0.61', '0.5', 'kept'], [0.38, 0.6]),
      entry(['', '0.5', 'reverted'], [0, 1]),
      entry(['0.85', '0.7', 'kept'], [0.6, 0.8]),
    ];
    expect(`\n${renderLogChart(numbered(entries), NARROW)}\n`).toBe(`
0.90 ┤                
     │            ●   
0.75 ┤            ░░░░
     │            ────
0.60 ┤    ●   ░░░░░░░░
     │░░░░────────    
0.45 ┤◆───░░░░░░░░    
     │░░░░░░░░░░░░    
0.30 ┤░░░░            
              ×       
      0       2
      ◆ baseline  ● kept
      × not measured
      ─ best  ░ 95 %
`);
  });

  it('has a dotted line for what was measured beside the climb, however low that is', () => {
    const entries = [entry(['0.5', '0.5', 'baseline']), entry(['0.6', '0.6', 'kept'])];
    const levels = [
      { name: 'no skill', value: 0.2 },
      { name: 'held out, v1\u0007', value: 0.4 },
    ];
    expect(`\n${renderLogChart(numbered(entries), { ...NARROW, columns: 40, levels })}\n`).toBe(`
0.60 ┤      ●─────
     │            
0.50 ┤◆─────      
     │            
0.40 ┤┄┄┄┄┄┄┄┄┄┄┄┄
     │            
0.30 ┤            
     │            
0.20 ┤┄┄┄┄┄┄┄┄┄┄┄┄
      0
      ◆ baseline  ● kept  ─ best
      ┄ no skill 0.20
      ┄ held out, v1 0.40
`);
  });

  it('tells a candidate that was tried on a part of the evals from one that was worth no trial', () => {
    const tried = entry(['', '0.5', 'reverted']);
    const partly = { ...tried, counted: { ...NOTHING_COUNTED, evals_seen: 2, evals_total: 6, estimate: 0.46 } };
    const entries = numbered([entry(['0.5', '0.5', 'baseline']), partly, tried]);
    const lines = renderLogChart(entries, { ...NARROW, columns: 40 }).split('\n');
    expect(lines.slice(9)).toEqual([
      '            ÷     ×     ',
      '      0           2',
      '      ◆ baseline  ÷ partly measured',
      '      × not measured  ─ best',
    ]);
  });

  it('has a few numbers of iterations below their columns, at any width', () => {
    const climb = numbered(
      [...Array(60)].map(() => entry(['0.5', '0.5', 'reverted'])),
      7,
    );
    const numbers = (columns: number) => renderLogChart(climb, { ...NARROW, columns }).split('\n')[9];
    expect(numbers(80)).toBe('         10        20        30        40        50        60');
    expect(numbers(40)).toBe('            20        40        60');
  });

  it('is left out where there is nothing to compare', () => {
    expect(renderLogChart([entry(['0.42', '0.42', 'baseline'])], NARROW)).toBe('');
  });

  it('shows a kept one of several that share a column', () => {
    const reverted = Array.from({ length: 40 }, () => entry(['0.9', '0.5', 'reverted']));
    const [first, ...others] = reverted;
    const entries = [...(first ? [first] : []), entry(['0.6', '0.6', 'kept']), ...others];
    expect(renderLogChart(entries, NARROW)).toContain('●');
  });

  it('fits whatever there is into the width, and never crashes', () => {
    const score = fc.integer({ min: 0, max: 10_000 }).map((value) => String(value / 10_000));
    const cells = fc.tuple(fc.oneof(score, fc.constant('')), score, fc.constantFrom(...ACTIONS));
    const band = fc.option(fc.tuple(fc.double({ min: 0, max: 1 }), fc.double({ min: 0, max: 1 })), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cells, band), { minLength: 2, maxLength: 60 }),
        fc.integer({ min: 8, max: 90 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
        (rows, columns, levels) => {
          const chart = renderLogChart(
            rows.map(([row, interval]) => entry(row, interval)),
            { columns, paint: plain, levels: levels.map((value) => ({ name: 'no skill', value })) },
          );
          for (const line of chart.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(chart.split('\n').length).toBeLessThanOrEqual(18 + levels.length);
        },
      ),
      { seed: 3 },
    );
  });
});
