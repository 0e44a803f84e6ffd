import type { RunEvent } from '../core/events.ts';
import type { Campaign } from './campaign.ts';

type WithoutTime<Event> = Event extends RunEvent ? Omit<Event, 'at'> : never;

/** Puts an event into the journal, then tells the listeners. Resolves when it is on disk. */
export async function tell(
  campaign: Pick<Campaign, 'journal' | 'clock' | 'emit'>,
  event: WithoutTime<RunEvent>,
): Promise<void> {
  const timed = { ...event, at: new Date(campaign.clock.now()).toISOString() };
  await campaign.journal.append(timed);
  campaign.emit(timed);
}
