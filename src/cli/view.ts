import type { LoopEvent } from '../core/events.ts';
import { renderLive } from '../report/live-block.ts';
import { plainLine } from '../report/plain-lines.ts';
import { foldProgress, startProgress } from '../report/progress.ts';
import type { Shell } from './shell.ts';

/** Where a person follows a run. */
export interface View {
  show(event: LoopEvent): void;
  close(): void;
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
    close: () => undefined,
  };
}

function liveView(shell: Shell): View {
  let progress = startProgress(Date.now());
  let block: { update(text: string): void; clear(): void; persist(text: string): void } | null = null;
  const draw = (): void =>
    block?.update(renderLive(progress, { now: Date.now(), columns: shell.liveColumns, paint: shell.paint }));
  const timer = setInterval(draw, REDRAW_MS);
  const opening = import('log-update').then(({ logUpdateStderr }) => {
    const update = logUpdateStderr;
    block = { update, clear: () => update.clear(), persist: (text) => update.persist(text) };
  });
  return {
    show(event) {
      progress = foldProgress(progress, event);
      if (event.event === 'warning' || event.event === 'decided') block?.persist(plainLine(event) ?? '');
      draw();
    },
    close() {
      clearInterval(timer);
      block?.clear();
      void opening;
    },
  };
}
