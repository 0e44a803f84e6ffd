import type { LoopEvent } from '../core/events.ts';
import { ASIDE_MS, coalesced } from '../platform/coalesced.ts';
import type { ExportSummary } from './port.ts';

/** Records a run while it is at work, without ever holding it up or ending it. */
export interface Follower {
  /** Takes what happens in the run. Returns at once. */
  hear(event: LoopEvent): void;
  /** Records what is left. Never rejects. */
  finish(): Promise<void>;
}

/** What a follower does at each decision; what waits to be recorded is the workspace itself. */
export interface Following {
  /** Records the iterations that were decided since the last call that came to its end; `last` is set at the end of the run. */
  record(decided: readonly number[], options: { readonly last: boolean }): Promise<ExportSummary>;
  /** The command that does the same of a run that has ended: "export mlflow". */
  readonly command: string;
  /** Milliseconds that the end may take, and what ends it then; null where it takes as long as it takes. */
  readonly limit: { readonly ms: number; abort(): void } | null;
}

/** Records after every decision. Trouble is told once; the next decision tries again, and so does the end. */
export function follow({ record, command, limit }: Following, warn: (message: string) => void): Follower {
  const told = new Set<string>();
  const tell = (kind: string, message: string): void => {
    if (!told.has(kind)) warn(message);
    told.add(kind);
  };
  let waiting: readonly number[] = [];
  const attempt = async (last: boolean): Promise<void> => {
    const decided = waiting;
    waiting = [];
    try {
      const { warnings } = await record(decided, { last });
      for (const warning of warnings) tell(warning, warning);
    } catch (error) {
      waiting = [...decided, ...waiting];
      tell('trouble', `${error instanceof Error ? error.message : String(error)} The run goes on. ${laterBy(command)}`);
    }
  };
  let isLast = false;
  const work = coalesced(() => attempt(isLast), { rest: 0, pause: ASIDE_MS });
  return {
    hear(event) {
      if (event.event !== 'decided') return;
      waiting = [...waiting, event.iteration];
      work.ask();
    },
    async finish() {
      const timer = limit === null ? undefined : setTimeout(limit.abort, limit.ms);
      isLast = true;
      await work.end();
      clearTimeout(timer);
    },
  };
}

function laterBy(command: string): string {
  return `What is missing is recorded after the next decision and at the end, and otherwise by \`skillratchet ${command}\`.`;
}
