import { ASIDE_MS, coalesced } from '../platform/coalesced.ts';
import type { Campaign } from './campaign.ts';
import { reportIteration } from './report-iteration.ts';

/** Writes the reports of decided iterations while the run goes on: nothing that is measured or decided waits for one. */
export interface Reports {
  /** Wants the report of a decided iteration. */
  add(iteration: number): void;
  /** Writes those that are wanted still; nothing more is written afterwards. */
  finish(): Promise<void>;
}

/** One is written at a time. What a kill prevents is mended at the next start. */
export function createReports(campaign: Campaign): Reports {
  let wanted: readonly number[] = [];
  const write = async (): Promise<void> => {
    const numbers = wanted;
    wanted = [];
    for (const number of numbers) {
      // Where not even the journal takes the warning, it does not take what the run tells next either, which ends it.
      await reportIteration(campaign, number).catch(() => undefined);
    }
  };
  const work = coalesced(write, { rest: 0, pause: ASIDE_MS });
  return {
    add(iteration) {
      wanted = [...wanted, iteration];
      work.ask();
    },
    finish: () => work.end(),
  };
}
