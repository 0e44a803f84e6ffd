import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { AgentRow } from '../../src/core/agent-results.ts';
import { renderAgentTable } from '../../src/report/agent-table.ts';
import { plain } from '../../src/report/paint.ts';
import { NASTY } from './paints.ts';

const WIDE = { columns: Number.POSITIVE_INFINITY, paint: plain };

const STRICT = [
  row(0, 'claude', { score: 0.25 }),
  row(0, 'codex', { score: 0.75 }),
  row(1, 'claude', { score: 0 }),
  row(1, 'codex', {}),
];

describe('the scores of agents', () => {
  it('have a line an iteration, and a dash where nothing was measured, which is not 0', () => {
    expect(`\n${renderAgentTable(STRICT, WIDE)}\n`).toBe(`
by agent: measured
iteration  claude  codex
0          0.25    0.75
1          0       –
`);
  });

  it('stand beside what they count for under rule race, and one is shown without the other', () => {
    const rows = [
      row(0, 'claude', { score: 0.8125, estimate: 0.8125 }),
      row(0, 'codex', { score: 1, estimate: 0.9 }),
      row(1, 'claude', { estimate: 0.556 }),
      row(1, 'codex', {}),
    ];
    expect(`\n${renderAgentTable(rows, WIDE)}\n`).toBe(`
by agent: measured (counted)
iteration  claude         codex
0          0.8125 (0.81)  1 (0.90)
1          – (0.56)       –
`);
  });

  it('keep the order of the rows', () => {
    const lines = renderAgentTable(STRICT.toReversed(), WIDE).split('\n');
    expect(lines.map((line) => line[0])).toEqual(['b', 'i', '1', '0']);
  });

  it('go on below where the terminal has no room for all agents, each with its name and numbers whole', () => {
    const names = ['first', 'second', 'third'].map((name) => `${name}-agent-with-a-long-name.mjs`);
    const rows = names.map((name) => row(0, name, { score: 0.6125, estimate: 0.6 }));
    const table = renderAgentTable(rows, { columns: 80, paint: plain });
    expect(table.split('\n')).toEqual([
      'by agent: measured (counted)',
      `iteration  ${names[0]}  ${names[1]}`,
      `0          ${'0.6125 (0.60)'.padEnd(names[0]?.length ?? 0)}  0.6125 (0.60)`,
      `iteration  ${names[2]}`,
      '0          0.6125 (0.60)',
    ]);
  });

  it.each([1, 5, 12, 20])('stay inside a terminal of %i columns', (columns) => {
    const lines = renderAgentTable(STRICT, { columns, paint: plain }).split('\n');
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
  });

  it('let no name of an agent steer the terminal', () => {
    const table = renderAgentTable([row(0, NASTY, { score: 1 })], WIDE);
    expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  it('are nothing in a run with one agent', () => {
    expect(renderAgentTable([], WIDE)).toBe('');
  });
});

function row(iteration: number, name: string, known: Partial<AgentRow>): AgentRow {
  return { iteration, name, score: null, before: null, estimate: null, delta: null, p_worse: null, ...known };
}
