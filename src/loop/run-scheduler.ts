import { createScheduler, type Scheduler } from '../schedule/scheduler.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

type Told = Pick<Campaign, 'journal' | 'clock' | 'emit' | 'stop'>;

/** The scheduler of a run, which tells the run's listeners of its waits. */
export function runScheduler(told: Told, concurrency: number): Scheduler {
  return createScheduler(concurrency, {
    clock: told.clock,
    signal: told.stop.abort,
    onWait: (agent, left_ms) => tell(told, { event: 'waiting', agent, left_ms }),
  });
}
