import { randomInt } from 'node:crypto';
import { DEFAULT_CALL_LIMITS } from '../core/call-limits.ts';
import type { AgentlessConfig, Limits, RuleName } from '../core/schema/run.ts';

/** The measurement of a run for which nothing is said; the seed is drawn. */
export function defaultConfig(): AgentlessConfig {
  return {
    rule: 'race',
    early_stop: false,
    confidence: 'explore',
    proposals: 1,
    holdout: null,
    val: null,
    seed: randomInt(2 ** 32 - 1),
    timeout_ms: 600_000,
    retries: 2,
    max_call_usd: null,
    sandbox: 'none',
    offline_trials: false,
    judge_votes: 1,
    strict_evidence: false,
    leaks_revert: true,
    strict_scripts: false,
    guardrails: null,
    call_limits: DEFAULT_CALL_LIMITS,
  };
}

/** The bounds of a run for which nothing is said. Under rule race the number of trials is bounded as well, by the suite's size. */
export function defaultLimits(rule: RuleName): Limits {
  const none = { max_trials: null, max_cost_usd: null, max_tokens: null, max_time_ms: null, final_passes: null };
  const climb = rule === 'race' ? { iterations: 60, max_reverts: null } : { iterations: 5, max_reverts: 3 };
  return {
    ...none,
    ...climb,
    max_errors: null,
    concurrency: 4,
    own_budget: true,
    speculate: false,
    artifact_bytes: 10_000_000,
  };
}

/** What a setting that nobody gave comes to, in words, by its attribute name. */
export function defaultText(attribute: string): string {
  const { timeout_ms, retries, rule, confidence, sandbox, judge_votes, strict_evidence, strict_scripts } =
    defaultConfig();
  const limits = defaultLimits(rule);
  const texts: Readonly<Record<string, string | number | boolean>> = {
    agent: 'the first that is found',
    require: 'all',
    judge: 'as agent',
    improver: 'as agent',
    judgeVotes: judge_votes,
    strictEvidence: strict_evidence,
    strictScripts: strict_scripts,
    workspace: 'SKILL-autoresearch',
    rule,
    confidence,
    proposals: 'auto',
    finalPasses: 'auto',
    iterations: limits.iterations,
    maxReverts: limits.max_reverts ?? 'none',
    maxErrors: limits.max_errors ?? 'none',
    concurrency: limits.concurrency,
    timeout: timeout_ms / 1000,
    retries,
    seed: 'drawn at the start',
    artifactLimit: '10MB',
    checkCommands: 'run',
    sandbox,
  };
  return String(texts[attribute] ?? 'none');
}
