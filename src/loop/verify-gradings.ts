import { relative } from 'node:path';
import { type Difference, valueDifferences } from '../core/difference.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { exists } from '../platform/exists.ts';
import type { Workspace } from '../store/layout.ts';
import type { StoredTrial } from './verify-stored.ts';

/** Checks each grading's counters against its items, its items against the suite, and that graded trials alone have one. */
export async function verifyGrading(
  workspace: Workspace,
  { evalCase, place, record, grading }: StoredTrial,
): Promise<readonly Difference[]> {
  const path = relative(workspace.root, place.grading);
  if (grading !== null) return valueDifferences(path, grading, gradingAgain(grading, evalCase));
  const isThere = await exists(place.grading);
  if (record.outcome === 'graded') return isThere ? [] : [{ kind: 'missing', path }];
  return isThere ? [{ kind: 'extra', path }] : [];
}

/** The grading with the suite's texts and with counters that come from its items. */
export function gradingAgain(grading: Grading, { expectations }: EvalCase): Grading {
  const passed = grading.expectations.filter((item) => item.passed).length;
  const total = grading.expectations.length;
  return {
    ...grading,
    summary: { pass_rate: total === 0 ? 0 : passed / total, passed, failed: total - passed, total },
    expectations: expectations.map(({ text }, index) => ({
      ...(grading.expectations[index] ?? ABSENT),
      expectation: text,
      text,
    })),
  };
}

const ABSENT = { passed: false, evidence: '', source: 'judge' } as const;
