import type { GradedExpectation, Grading } from '../core/schema/grading.ts';
import type { EvalCase, Expectation } from '../core/schema/suite.ts';
import type { CheckedTrial, CheckResult } from './checks/port.ts';
import { runCheck } from './checks/registry.ts';
import type { ExecutionMetrics } from './execution-metrics.ts';
import type { Judgement } from './judge.ts';

/** The expectations that no check can decide. */
export function judgedExpectations(evalCase: EvalCase): readonly Expectation[] {
  return evalCase.expectations.filter(({ check }) => check === null);
}

/** Runs the checks of an eval on a trial; the results by the expectation's number. Rejects as `runCheck` does. */
export async function runChecks(evalCase: EvalCase, trial: CheckedTrial): Promise<ReadonlyMap<number, CheckResult>> {
  const results = new Map<number, CheckResult>();
  for (const { number, check } of evalCase.expectations) {
    if (check !== null) results.set(number, await runCheck(check, trial));
  }
  return results;
}

export interface GradingParts {
  /** Its content address. */
  readonly key: string;
  readonly evalCase: EvalCase;
  readonly checked: ReadonlyMap<number, CheckResult>;
  /** null when no expectation needed the judge. */
  readonly judgement: Extract<Judgement, { type: 'judged' }> | null;
  readonly metrics: ExecutionMetrics;
  readonly executorMs: number;
  readonly judgeMs: number;
}

/** `grading.json`: our texts in our order, every counter recomputed from the items. */
export function buildGrading(parts: GradingParts): Grading {
  const expectations = parts.evalCase.expectations.map((expectation) => graded(expectation, parts));
  const passed = expectations.filter((item) => item.passed).length;
  const total = expectations.length;
  const feedback = parts.judgement?.feedback ?? { suggestions: [], overall: '' };
  return {
    schema_version: 1,
    key: parts.key,
    summary: { pass_rate: passed / total, passed, failed: total - passed, total },
    expectations,
    eval_feedback: { suggestions: [...feedback.suggestions], overall: feedback.overall },
    execution_metrics: parts.metrics,
    timing: {
      executor_duration_seconds: parts.executorMs / 1000,
      grader_duration_seconds: parts.judgeMs / 1000,
      total_duration_seconds: (parts.executorMs + parts.judgeMs) / 1000,
    },
    claims: [],
    user_notes_summary: { uncertainties: [], needs_review: [], workarounds: [] },
  };
}

function graded({ number, text, check }: Expectation, { checked, judgement }: GradingParts): GradedExpectation {
  const result = check === null ? judgement?.results.get(number) : checked.get(number);
  if (result === undefined) throw new Error(`expectation ${number} was graded by nobody`);
  const item = { expectation: text, text, passed: result.passed, evidence: result.evidence };
  return check === null ? { ...item, source: 'judge' } : { ...item, source: 'check', check: { ...check } };
}
