import { relative } from 'node:path';
import { type Difference, valueDifferences } from '../core/difference.ts';
import type { GradedExpectation, Grading } from '../core/schema/grading.ts';
import type { EvalCase, Expectation } from '../core/schema/suite.ts';
import { agreementOf, majorityOn, orderOf } from '../core/votes.ts';
import { isFound } from '../evals/judge-evidence.ts';
import { evidenceSources } from '../evals/judge-sources.ts';
import { exists } from '../platform/exists.ts';
import type { TrialPlace, Workspace } from '../store/layout.ts';
import type { StoredTrial } from './verify-stored.ts';

/** Checks each grading's counters against its items, its items against the suite, and that graded trials alone have one. */
export async function verifyGrading(
  workspace: Workspace,
  { evalCase, place, record, grading }: StoredTrial,
): Promise<readonly Difference[]> {
  const path = relative(workspace.root, place.grading);
  if (grading !== null) {
    return valueDifferences(path, grading, await evidenceAgain(gradingAgain(grading, evalCase), evalCase, place));
  }
  const isThere = await exists(place.grading);
  if (record.outcome === 'graded') return isThere ? [] : [{ kind: 'missing', path }];
  return isThere ? [{ kind: 'extra', path }] : [];
}

/** The grading with the suite's texts, with what its votes come to, and with counters that come from its items. */
export function gradingAgain(grading: Grading, { expectations }: EvalCase): Grading {
  const items = expectations.map((expectation, index) => itemAgain(grading, expectation, index));
  const passed = items.filter((item) => item.passed).length;
  const total = grading.expectations.length;
  return {
    ...grading,
    summary: { pass_rate: total === 0 ? 0 : passed / total, passed, failed: total - passed, total },
    expectations: items,
    ...(grading.judge == null ? {} : { judge: judgeAgain(grading.judge, expectations) }),
  };
}

/** The grading with the evidence looked for again in what is stored of its trial; of earlier versions nothing is known. */
export async function evidenceAgain(grading: Grading, { prompt }: EvalCase, trial: TrialPlace): Promise<Grading> {
  if (grading.judge == null) return grading;
  const sources = await evidenceSources(trial, prompt);
  const expectations = grading.expectations.map((item) => ({
    ...item,
    evidence_verified: item.source === 'check' ? null : isFound(item.evidence, sources),
  }));
  return { ...grading, expectations };
}

function itemAgain(
  { expectations, judge }: Grading,
  { number, text, check }: Expectation,
  index: number,
): GradedExpectation {
  const item = expectations[index] ?? ABSENT;
  const voted = check === null && judge != null ? (majorityOn(judge.votes, number) ?? ABSENT) : item;
  return { ...item, passed: voted.passed, evidence: voted.evidence, expectation: text, text };
}

type JudgeFacts = NonNullable<Grading['judge']>;

function judgeAgain({ asked, votes }: JudgeFacts, expectations: readonly Expectation[]): JudgeFacts {
  const numbers = expectations.flatMap(({ number, check }) => (check === null ? [number] : []));
  const ordered = votes.map((vote) => ({ ...vote, order: orderOf(numbers, vote.seed) }));
  return { asked, votes: ordered, agreement: agreementOf(votes) };
}

const ABSENT = { expectation: '', text: '', passed: false, evidence: '', source: 'judge' } as const;
