import type { Caps } from '../core/budget.ts';
import type { Progress } from './progress.ts';
import { clockTime } from './text.ts';

/** "34 of 96 trials · $0.42 of $5.00 · about 4:10 left": what is used of what may be; empty where nothing bounds the run. */
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
    timeLeft(progress, caps, now),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** By the pace of this start, if all trials that may be run are. */
function timeLeft({ budget, trials, startedAt }: Progress, caps: Caps, now: number): string | null {
  const left = (caps.trials ?? 0) - (budget?.before.trials ?? 0) - trials;
  if (caps.trials === null || trials < FEWEST || left <= 0) return null;
  return `at most ${clockTime((left * (now - startedAt)) / trials)} left`;
}

/** Trials before anything is said of the pace. */
const FEWEST = 4;
