import type { RunView } from '../../core/run-view.ts';
import { ROLES } from '../../core/schema/trial.ts';
import type { Spend } from '../../core/tally.ts';
import { tokenText } from '../spend.ts';
import { clockTime, money } from '../text.ts';
import { type Block, paragraph, table } from './block.ts';

/** What the run used, by role and by iteration. */
export function spendBlocks({ state: { spend }, iterations }: RunView): readonly Block[] {
  if (spend === null) return [paragraph('Not known.')];
  const roles = ROLES.filter((role) => spend.roles[role].calls > 0);
  const paid = iterations.flatMap(({ number, row, spend: own }) =>
    own === null ? [] : [[String(number), row?.action ?? 'open', ...cells(own)]],
  );
  const columns = ['calls', 'time of calls', 'tokens', 'cost'];
  return [
    ...table(
      ['role', ...columns],
      roles.map((role) => [role, ...cells(spend.roles[role])]),
    ),
    ...table(['iteration', '', ...columns], paid),
  ];
}

function cells({ calls, duration_ms, tokens, cost_usd }: Omit<Spend, 'trials'>): readonly string[] {
  return [String(calls), clockTime(duration_ms), tokenText(tokens).replace(' tokens', ''), money(cost_usd)];
}
