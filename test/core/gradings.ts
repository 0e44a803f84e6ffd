import type { Grading } from '../../src/core/schema/grading.ts';

/** A grading in which each letter is an expectation: `+` passes, anything else fails. */
export function grading(marks: string): Grading {
  const expectations = [...marks].map((mark, index) => ({
    expectation: `statement ${index + 1}`,
    text: `statement ${index + 1}`,
    passed: mark === '+',
    evidence: `seen ${mark}`,
    source: 'judge' as const,
  }));
  const passed = expectations.filter((item) => item.passed).length;
  const total = expectations.length;
  return {
    schema_version: 1,
    summary: { pass_rate: passed / total, passed, failed: total - passed, total },
    expectations,
    eval_feedback: { suggestions: [], overall: '' },
    execution_metrics: {
      tool_calls: {},
      total_tool_calls: 0,
      total_steps: 0,
      errors_encountered: 0,
      output_chars: 0,
      transcript_chars: 0,
    },
    timing: { executor_duration_seconds: 0, grader_duration_seconds: 0, total_duration_seconds: 0 },
    claims: [],
    user_notes_summary: { uncertainties: [], needs_review: [], workarounds: [] },
  };
}

/** Gradings by eval id. */
export function gradings(marks: Readonly<Record<string, string>>): ReadonlyMap<string, Grading> {
  return new Map(Object.entries(marks).map(([evalId, letters]) => [evalId, grading(letters)]));
}
