import type { LoopEvent } from '../core/events.ts';
import type { Workspace } from '../store/layout.ts';
import { PROGRAM_VERSION } from './version.ts';

/** Keeps `dashboard.html` of a workspace as new as its decisions, beside the run, which neither waits for it nor fails with it. */
export interface LivePage {
  hear(event: LoopEvent): void;
  /** Writes it a last time, with everything; resolves when that is over. */
  end(): Promise<void>;
}

/** The page takes at most this share of the time: after each it rests so many times as long as it took. */
const REST = 20;
/** Characters of transcripts and outputs while the run is at work; the last page has all that `report --html` has. */
const ROOM = 8_000_000;

/** `workspace` is known once the run is open; `say` tells, once, that there is no page. */
export async function livePage(workspace: () => Workspace | null, say: (text: string) => void): Promise<LivePage> {
  const [{ coalesced }, { refreshPage }] = await Promise.all([
    import('../platform/coalesced.ts'),
    import('../dashboard/refresh-page.ts'),
  ]);
  let broken = false;
  let ending = false;
  const write = async (): Promise<void> => {
    const at = workspace();
    if (at === null || broken) return;
    try {
      const room = ending ? {} : { room: ROOM };
      await refreshPage({ root: at.root, to: at.dashboard, program: PROGRAM_VERSION, ...room });
    } catch (error) {
      broken = !ending;
      say(`warning: ${at.dashboard} is not kept up to date: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const page = coalesced(write, { rest: REST });
  return {
    hear(event) {
      if (event.event === 'decided') page.ask();
    },
    async end() {
      [broken, ending] = [false, true];
      await page.end();
    },
  };
}
