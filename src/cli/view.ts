import type { LoopEvent } from '../core/events.ts';
import { renderLive } from '../report/live-block.ts';
import { plainLine } from '../report/plain-lines.ts';
import { foldProgress, startProgress } from '../report/progress.ts';
import { cutTo } from '../report/text.ts';
import type { Shell } from './shell.ts';

/** Where a person follows a run. */
export interface View {
  show(event: LoopEvent): void;
  /** Leaves nothing behind that later output would run into. */
  close(): Promise<void>;
}

const REDRAW_MS = 120;

/** One live block on a terminal, elsewhere a line for each finished trial and decision. */
export function openView(shell: Shell): View {
  return shell.live ? liveView(shell) : plainView(shell);
}

function plainView(shell: Shell): View {
  return {
    show(event) {
      const line = plainLine(event);
      if (line !== null) shell.report(line);
    },
    close: async () => undefined,
  };
}

function liveView(shell: Shell): View {
  let progress = startProgress(Date.now());
  const opening = import('log-update').then(({ logUpdateStderr }) => logUpdateStderr);
  let block: Awaited<typeof opening> | null = null;
  const draw = (): void => {
    const frame = { now: Date.now(), columns: shell.liveColumns, paint: shell.paint };
    block?.(renderLive(progress, frame));
  };
  const timer = setInterval(draw, REDRAW_MS);
  void opening.then((opened) => {
    block = opened;
  });
  return {
    show(event) {
      progress = foldProgress(progress, event);
      const line = STAYS.includes(event.event) ? plainLine(event) : null;
      if (line !== null) block?.persist(shell.paint(styleOf(event), cutTo(line, shell.liveColumns)));
      draw();
    },
    async close() {
      clearInterval(timer);
      (await opening).clear();
    },
  };
}

/** Events that stay on the screen above the block. */
const STAYS: readonly LoopEvent['event'][] = ['decided', 'warning'];

function styleOf(event: LoopEvent): Parameters<Shell['paint']>[0] {
  if (event.event !== 'decided') return 'yellow';
  return event.action === 'kept' ? 'green' : event.action === 'reverted' ? 'dim' : 'cyan';
}
