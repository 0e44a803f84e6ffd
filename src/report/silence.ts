import type { Progress } from './progress.ts';
import { clockTime, harmless } from './text.ts';

/** What is under way while nothing happens that is worth a line: how many trials, and of which there was no sign for longest. */
export function silenceLine({ open, startedAt, paused }: Progress, now: number): string {
  const since = `after ${clockTime(now - startedAt)}`;
  if (paused) return `paused ${since}`;
  const running = [...open.values()].flatMap(({ marks }) =>
    [...marks].flatMap(([id, mark]) => (mark.type === 'running' ? [{ id, heardAt: mark.heardAt }] : [])),
  );
  const [quietest] = running.sort((a, b) => a.heardAt - b.heardAt);
  if (quietest === undefined) return `at work ${since}`;
  const silent = Math.max(0, Math.floor((now - quietest.heardAt) / 1000));
  const trials = `${running.length} ${running.length === 1 ? 'trial' : 'trials'} under way`;
  return harmless(`at work ${since}: ${trials}; the last sign of ${quietest.id} was ${silent} s ago`);
}
