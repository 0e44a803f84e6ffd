import type { Campaign } from '../loop/campaign.ts';
import type { Follower } from '../records/live.ts';
import { PROGRAM_VERSION } from './version.ts';

/** The page takes at most this share of the time: after each it rests so many times as long as it took. */
const REST = 20;
/** Milliseconds after a decision: where the run ends with it, the last page is all that is drawn. */
const PAUSE_MS = 500;
/** Characters of transcripts and outputs while the run is at work; the last page has all that `report --html` has. */
const ROOM = 8_000_000;

/**
 * Keeps `dashboard.html` of a workspace as new as its decisions, and writes it a last time, with everything, at the end.
 * `say` tells, once, that there is no page.
 */
export async function livePage(
  say: (text: string) => void,
): Promise<(campaign: Pick<Campaign, 'workspace' | 'run'>) => Follower> {
  const [{ coalesced }, { refreshPage }] = await Promise.all([
    import('../platform/coalesced.ts'),
    import('./refresh-page.ts'),
  ]);
  return ({ workspace: { root, dashboard: to }, run }) => {
    let broken = false;
    let ending = false;
    const write = async (): Promise<void> => {
      if (broken) return;
      try {
        const room = ending ? {} : { room: ROOM };
        await refreshPage({ root, to, program: PROGRAM_VERSION, ...room }, `${run.run_id}/page`);
      } catch (error) {
        broken = !ending;
        say(`warning: ${to} is not kept up to date: ${error instanceof Error ? error.message : String(error)}`);
      }
    };
    const page = coalesced(write, { rest: REST, pause: PAUSE_MS });
    return {
      hear({ event }) {
        if (event === 'decided') page.ask();
      },
      async finish() {
        [broken, ending] = [false, true];
        await page.end();
      },
    };
  };
}
