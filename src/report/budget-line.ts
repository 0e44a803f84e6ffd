import type { Budget, Progress } from './progress.ts';
import { clockTime } from './text.ts';

/** "34 of 96 trials · $0.42 of $5.00 · at most 4:10 left": what is used of what may be; empty where there is nothing to say. */
export function budgetLine(progress: Progress, now: number): string {
  const { budget, trials, cost } = progress;
  if (budget === null) return '';
  const { caps, before } = budget;
  const used = before.trials + trials;
  const parts = [
    caps.trials === null ? null : `${used} of ${caps.trials} trials`,
    caps.cost_usd === null || cost === null
      ? null
      : `$${(before.cost_usd + cost).toFixed(2)} of $${caps.cost_usd.toFixed(2)}`,
    caps.time_ms === null ? null : `${clockTime(now - progress.startedAt)} of ${clockTime(caps.time_ms)}`,
    timeLeft(progress, budget, now),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** The shorter of what trials and iterations leave: whichever is used up first ends the climb. */
function timeLeft(progress: Progress, budget: Budget, now: number): string | null {
  const [trials, iterations] = [byTrials(progress, budget, now), byIterations(progress, budget, now)];
  if (iterations !== null && (trials === null || iterations.ms < trials)) {
    const { ms, left } = iterations;
    return `about ${clockTime(ms)} left for ${left} ${left === 1 ? 'iteration' : 'iterations'}`;
  }
  return trials === null ? null : `at most ${clockTime(trials)} left`;
}

/** Milliseconds by the pace of this start, if all trials that may be run are. */
function byTrials({ trials, startedAt }: Progress, { caps, before }: Budget, now: number): number | null {
  const left = (caps.trials ?? 0) - before.trials - trials;
  if (caps.trials === null || trials < FEWEST || left <= 0) return null;
  return (left * (now - startedAt)) / trials;
}

/**
 * By the pace of the iterations that were decided in this start, what is under way included; it counts down until the
 * next of them is. Null once they take longer than that, for then it is not known, and in a pass: the climb may be over.
 */
function byIterations({ pace, decided, open }: Progress, { iterations }: Budget, now: number) {
  const left = iterations - decided;
  const climbs = [...open.values()].every(({ what }) => what.type === 'iteration');
  if (pace === null || pace.last === null || left <= 0 || !climbs) return null;
  const ms = (left * (pace.last - pace.since)) / pace.decided - (now - pace.last);
  return ms > 0 ? { ms, left } : null;
}

/** Trials before anything is said of the pace. */
const FEWEST = 4;
