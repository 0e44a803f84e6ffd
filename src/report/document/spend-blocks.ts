import type { RunView, ViewedSpend } from '../../core/run-view.ts';
import { ROLES } from '../../core/schema/trial.ts';
import type { Spend } from '../../core/tally.ts';
import { tokenText } from '../spend.ts';
import { clockTime, money } from '../text.ts';
import { type Block, list, paragraph, table } from './block.ts';

const COLUMNS = ['calls', 'time of calls', 'tokens', 'cost'];

/** What the run used, by role and by iteration. */
export function spendBlocks({ state: { spend }, iterations, warnings }: RunView): readonly Block[] {
  if (spend === null) return [paragraph('Not known.')];
  const paid = iterations.flatMap(({ number, row, spend: own }) =>
    own === null ? [] : [[String(number), row?.action ?? 'open', ...cells(own)]],
  );
  const alerts = warnings.filter(({ kind }) => kind === 'budget').map(({ message }) => message);
  return [...list(alerts), ...roleTable(spend), ...table(['iteration', '', ...COLUMNS], paid)];
}

/** What each role used that was called. */
export function roleTable({ roles }: Pick<ViewedSpend, 'roles'>): readonly Block[] {
  const called = ROLES.filter((role) => roles[role].calls > 0);
  return table(
    ['role', ...COLUMNS],
    called.map((role) => [role, ...cells(roles[role])]),
  );
}

function cells({ calls, duration_ms, tokens, cost_usd }: Omit<Spend, 'trials'>): readonly string[] {
  return [String(calls), clockTime(duration_ms), tokenText(tokens).replace(' tokens', ''), money(cost_usd)];
}
