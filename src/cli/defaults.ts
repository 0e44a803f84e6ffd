import { randomInt } from 'node:crypto';
import type { Limits, RunConfig } from '../core/schema/run.ts';

/** The measurement of a run for which nothing is said; the seed is drawn. */
export function defaultConfig(): RunConfig {
  return {
    agent: 'claude',
    judge: 'claude',
    improver: 'claude',
    rule: 'strict',
    seed: randomInt(2 ** 32 - 1),
    timeout_ms: 600_000,
    retries: 2,
    max_call_usd: null,
  };
}

export const DEFAULT_LIMITS: Limits = {
  iterations: 5,
  max_trials: null,
  max_time_ms: null,
  max_reverts: 3,
  concurrency: 4,
};

/** What a setting that nobody gave comes to, in words, by its attribute name. */
export function defaultText(attribute: string): string {
  const { timeout_ms, retries, agent } = defaultConfig();
  const texts: Readonly<Record<string, string | number>> = {
    agent,
    judge: 'as agent',
    improver: 'as agent',
    workspace: 'SKILL-autoresearch',
    iterations: DEFAULT_LIMITS.iterations,
    maxReverts: DEFAULT_LIMITS.max_reverts ?? 'none',
    concurrency: DEFAULT_LIMITS.concurrency,
    timeout: timeout_ms / 1000,
    retries,
    seed: 'drawn at the start',
    checkCommands: 'run',
  };
  return String(texts[attribute] ?? 'none');
}
