import type { AgentRow } from '../core/agent-results.ts';
import { groupedBy } from '../core/grouped.ts';
import { short } from './agent-results.ts';
import type { TableStyle } from './log-table.ts';
import { paintLine } from './painted-line.ts';
import { cellsOf, cutTo, harmless, pad } from './text.ts';

const FIRST = 'iteration';
/** Blanks between two columns. */
const GAP = 2;

/**
 * What each agent of a run with several scored: a line an iteration, in the order of the rows, and a column an agent.
 * Agents for whom the terminal has no room stand in a further table below, so that no number is cut. Empty without rows.
 */
export function renderAgentTable(rows: readonly AgentRow[], style: TableStyle): string {
  const isBelieved = rows.some(({ estimate }) => estimate !== null);
  const iterations = [FIRST, ...new Set(rows.map(({ iteration }) => String(iteration)))];
  const columns = [...groupedBy(rows, ({ name }) => name)].map(([name, own]) => {
    return [harmless(name), ...own.map((row) => (isBelieved ? believedCell(row) : measuredCell(row)))];
  });
  if (columns.length === 0) return '';
  const title = `by agent: measured${isBelieved ? ' (counted)' : ''}`;
  const tables = inTables(columns, style.columns - FIRST.length).map((some) => tableOf([iterations, ...some], style));
  return [style.paint('bold', cutTo(title, style.columns)), ...tables].join('\n');
}

type Column = readonly string[];

function measuredCell({ score }: AgentRow): string {
  return score === null ? '–' : short(score);
}

/** "0.8125 (0.69)"; a dash for what is not known. */
function believedCell(row: AgentRow): string {
  const counted = row.estimate === null ? '' : ` (${row.estimate.toFixed(2)})`;
  return `${measuredCell(row)}${counted}`;
}

/** As many columns side by side as fit into so many cells, one at least. */
function inTables(columns: readonly Column[], room: number): readonly (readonly Column[])[] {
  const tables: Column[][] = [[]];
  let left = room;
  for (const column of columns) {
    const width = widthOf(column) + GAP;
    if (width > left && tables.at(-1)?.length !== 0) {
      tables.push([]);
      left = room;
    }
    tables.at(-1)?.push(column);
    left -= width;
  }
  return tables;
}

function widthOf(column: Column): number {
  return column.reduce((most, cell) => Math.max(most, cellsOf(cell)), 0);
}

function tableOf(columns: readonly Column[], { columns: room, paint }: TableStyle): string {
  const padded = columns.map((column) => {
    const width = widthOf(column) + GAP;
    return column.map((cell) => pad(cell, width));
  });
  const lines = (columns[0] ?? []).map((_, line) =>
    padded
      .map((column) => column[line] ?? '')
      .join('')
      .trimEnd(),
  );
  const painted = lines.map((text, line) => {
    return paintLine([{ text, style: line === 0 ? 'bold' : null }], { columns: room, paint });
  });
  return painted.join('\n');
}
