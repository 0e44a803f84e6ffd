import type { GradedExpectation, Grading } from '../core/schema/grading.ts';
import type { EvalCase, Expectation } from '../core/schema/suite.ts';
import type { Vote } from '../core/schema/vote.ts';
import { agreementOf, majorityOn } from '../core/votes.ts';
import type { CheckedTrial, CheckResult } from './checks/port.ts';
import { runCheck } from './checks/registry.ts';
import type { ExecutionMetrics } from './execution-metrics.ts';
import type { JudgeFeedback } from './judge.ts';
import { type EvidenceSources, isFound } from './judge-evidence.ts';

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

/** What the judge said of a trial. */
export interface Judged {
  /** Votes that were asked for. */
  readonly asked: number;
  /** The usable ones. */
  readonly votes: readonly Vote[];
  readonly feedback: JudgeFeedback;
  readonly sources: EvidenceSources;
}

export interface GradingParts {
  /** Its content address. */
  readonly key: string;
  readonly evalCase: EvalCase;
  readonly checked: ReadonlyMap<number, CheckResult>;
  /** null when no expectation needed the judge. */
  readonly judged: Judged | null;
  readonly metrics: ExecutionMetrics;
  readonly executorMs: number;
  readonly judgeMs: number;
}

/** `grading.json`: our texts in our order, every counter recomputed from the items. */
export function buildGrading(parts: GradingParts): Grading {
  const expectations = parts.evalCase.expectations.map((expectation) => graded(expectation, parts));
  const passed = expectations.filter((item) => item.passed).length;
  const total = expectations.length;
  const feedback = parts.judged?.feedback ?? { suggestions: [], overall: '' };
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
    judge: judgeFacts(parts.judged),
    claims: [],
    user_notes_summary: { uncertainties: [], needs_review: [], workarounds: [] },
  };
}

function judgeFacts(judged: Judged | null): NonNullable<Grading['judge']> | null {
  if (judged === null) return null;
  const { asked, votes } = judged;
  return { asked, votes: [...votes], agreement: agreementOf(votes) };
}

function graded({ number, text, check }: Expectation, { checked, judged }: GradingParts): GradedExpectation {
  const result = check === null ? majorityOn(judged?.votes ?? [], number) : checked.get(number);
  if (result == null) throw new Error(`expectation ${number} was graded by nobody`);
  const item = { expectation: text, text, passed: result.passed, evidence: result.evidence };
  if (check !== null) return { ...item, evidence_verified: null, source: 'check', check: { ...check } };
  return { ...item, evidence_verified: judged !== null && isFound(result.evidence, judged.sources), source: 'judge' };
}
