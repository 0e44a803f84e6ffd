import type { LoopEvent } from '../core/events.ts';
import { renderLive } from '../report/live-block.ts';
import { plainLine } from '../report/plain-lines.ts';
import { foldProgress, type Progress, startProgress } from '../report/progress.ts';
import { silenceLine } from '../report/silence.ts';
import { stayingLines } from '../report/staying-lines.ts';
import type { Shell } from './shell.ts';

/** Where a person follows a run. */
export interface View {
  show(event: LoopEvent): void;
  /** What no event of the run tells. */
  know(facts: Partial<Pick<Progress, 'budget' | 'paused'>>): void;
  /** Lines that stay on the screen. */
  say(text: string): void;
  /** Whether the person at it can press keys. */
  readonly hearsKeys: boolean;
  /** Leaves nothing behind that later output would run into. */
  close(): void;
}

const REDRAW_MS = 120;
/** The longest time without a line where there is no live block. */
const SILENCE_MS = 60_000;

/** One live block on a terminal, elsewhere a line for each finished trial and decision. */
export async function openView(shell: Shell): Promise<View> {
  return shell.live ? liveView(shell) : plainView(shell);
}

function plainView(shell: Shell): View {
  let progress = startProgress(Date.now());
  let saidAt = Date.now();
  const say = (text: string): void => {
    saidAt = Date.now();
    shell.report(text);
  };
  const timer = setInterval(() => {
    if (Date.now() - saidAt >= SILENCE_MS) say(silenceLine(progress, Date.now()));
  }, SILENCE_MS / 6);
  return {
    show(event) {
      progress = foldProgress(progress, event);
      const line = plainLine(event);
      if (line !== null) say(line);
    },
    know(facts) {
      progress = { ...progress, ...facts };
    },
    say,
    hearsKeys: false,
    close: () => clearInterval(timer),
  };
}

async function liveView(shell: Shell): Promise<View> {
  const { logUpdateStderr: block } = await import('log-update');
  let progress = startProgress(Date.now());
  const hearsKeys = shell.input.isTTY === true;
  const draw = (): void => {
    const size = { columns: shell.liveColumns, paint: shell.paint };
    block(renderLive(progress, { ...size, now: Date.now(), keys: hearsKeys }));
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    show(event) {
      progress = foldProgress(progress, event);
      const lines = stayingLines(event, shell.liveColumns);
      for (const line of lines) block.persist(shell.paint(styleOf(event), line));
      if (lines.length > 0) draw();
    },
    know(facts) {
      progress = { ...progress, ...facts };
      draw();
    },
    say(text) {
      block.persist(text);
      draw();
    },
    hearsKeys,
    close() {
      clearInterval(timer);
      block.clear();
    },
  };
}

function styleOf(event: LoopEvent): Parameters<Shell['paint']>[0] {
  if (event.event === 'noise') return 'cyan';
  if (event.event !== 'decided') return 'yellow';
  return event.action === 'kept' ? 'green' : event.action === 'reverted' ? 'dim' : 'cyan';
}
