import type { LoopEvent } from '../core/events.ts';
import { renderLive } from '../report/live-block.ts';
import { plainLine } from '../report/plain-lines.ts';
import { foldProgress, startProgress } from '../report/progress.ts';
import { linesOf } from '../report/text.ts';
import type { Shell } from './shell.ts';

/** Where a person follows a run. */
export interface View {
  show(event: LoopEvent): void;
  /** Leaves nothing behind that later output would run into. */
  close(): void;
}

const REDRAW_MS = 120;

/** One live block on a terminal, elsewhere a line for each finished trial and decision. */
export async function openView(shell: Shell): Promise<View> {
  return shell.live ? liveView(shell) : plainView(shell);
}

function plainView(shell: Shell): View {
  return {
    show(event) {
      const line = plainLine(event);
      if (line !== null) shell.report(line);
    },
    close: () => undefined,
  };
}

async function liveView(shell: Shell): Promise<View> {
  const { logUpdateStderr: block } = await import('log-update');
  let progress = startProgress(Date.now());
  const draw = (): void =>
    block(renderLive(progress, { now: Date.now(), columns: shell.liveColumns, paint: shell.paint }));
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show(event) {
      progress = foldProgress(progress, event);
      const line = STAYS.includes(event.event) ? plainLine(event) : null;
      for (const part of line === null ? [] : linesOf(line, shell.liveColumns, 2)) {
        block.persist(shell.paint(styleOf(event), part));
      }
      if (line !== null) draw();
    },
    close() {
      clearInterval(timer);
      block.clear();
    },
  };
}

/** Events that stay on the screen above the block. */
const STAYS: readonly LoopEvent['event'][] = ['decided', 'noise', 'warning'];

function styleOf(event: LoopEvent): Parameters<Shell['paint']>[0] {
  if (event.event === 'noise') return 'cyan';
  if (event.event !== 'decided') return 'yellow';
  return event.action === 'kept' ? 'green' : event.action === 'reverted' ? 'dim' : 'cyan';
}
