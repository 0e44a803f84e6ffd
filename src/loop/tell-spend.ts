import { ALERT_SHARE, type CapUse, nearlyUsed } from '../core/cap-use.ts';
import { spendIn } from '../core/tally.ts';
import { tokenText } from '../report/spend.ts';
import { clockTime, money } from '../report/text.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

/** Warns once of each cap that is nearly used up; again when it was raised and is so once more. */
export async function tellSpend(campaign: Pick<Campaign, 'limits' | 'journal' | 'clock' | 'emit'>): Promise<void> {
  const { limits, journal } = campaign;
  for (const use of nearlyUsed(limits, spendIn(journal.tally()))) {
    const head = `${100 * ALERT_SHARE} % of the cap of ${amountOf(use.cap, use.limit)} is used`;
    const isTold = journal.events().some((event) => event.event === 'warning' && event.message.startsWith(head));
    if (isTold) continue;
    await tell(campaign, {
      event: 'warning',
      kind: 'budget',
      message: `${head}: ${amountOf(use.cap, use.used)} so far`,
    });
  }
}

function amountOf(cap: CapUse['cap'], amount: number): string {
  switch (cap) {
    case 'trials':
      return `${amount} trials`;
    case 'money':
      return money(amount);
    case 'tokens':
      return tokenText(amount);
    case 'time':
      return `${clockTime(amount)} of time`;
  }
}
