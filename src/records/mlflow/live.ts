import type { LoopEvent } from '../../core/events.ts';
import type { ExportSummary } from '../port.ts';

/** Sends a run while it is at work, without ever holding it up or ending it. */
export interface LiveTracking {
  /** Takes what happens in the run. Returns at once. */
  hear(event: LoopEvent): void;
  /** Sends what is left and the report, within its time. Never rejects. */
  finish(): Promise<void>;
}

export interface LiveOptions {
  /** Sends everything that is not sent yet; what waits to be sent is the workspace itself. */
  send(options: { readonly report: boolean }): Promise<ExportSummary>;
  /** Ends what `send` has under way. */
  abort(): void;
  warn(message: string): void;
  /** Milliseconds that the end may take. */
  lastMs: number;
}

/** Sends after every decision. Trouble is told once; the next decision tries again, and so does the end. */
export function trackLive({ send, abort, warn, lastMs }: LiveOptions): LiveTracking {
  const told = new Set<string>();
  const tell = (kind: string, message: string): void => {
    if (!told.has(kind)) warn(message);
    told.add(kind);
  };
  const attempt = async (report: boolean): Promise<void> => {
    try {
      const { warnings } = await send({ report });
      for (const warning of warnings) tell(warning, warning);
    } catch (error) {
      tell('trouble', `${error instanceof Error ? error.message : String(error)} The run goes on. ${LATER}`);
    }
  };
  let isWanted = false;
  let work: Promise<void> | null = null;
  const sendAll = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      await attempt(false);
    }
    work = null;
  };
  return {
    hear({ event }) {
      if (event !== 'decided') return;
      isWanted = true;
      work ??= sendAll();
    },
    async finish() {
      isWanted = false;
      const timer = setTimeout(abort, lastMs);
      await work;
      await attempt(true);
      clearTimeout(timer);
    },
  };
}

const LATER =
  'What is missing is sent after the next decision and at the end, and otherwise by `skillratchet export mlflow`.';
