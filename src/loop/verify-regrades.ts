import { relative } from 'node:path';
import { valueDifferences } from '../core/difference.ts';
import { regradeRecord } from '../core/regrade.ts';
import {
  type RegradeRecord,
  type RegradeRequest,
  regradeRequestSchema,
  regradeSchema,
} from '../core/schema/regrade.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { Workspace } from '../store/layout.ts';
import { regradesIn } from '../store/regrades.ts';
import type { Findings } from '../store/verify-findings.ts';
import { type FoundIteration, type FoundTrial, readRegraded } from './read-regraded.ts';
import { evidenceAgain, gradingAgain } from './verify-gradings.ts';

interface Ground {
  readonly workspace: Workspace;
  readonly evals: readonly EvalCase[];
}

/** Checks the new gradings of old trials and recomputes what they came to; returns how many there are. */
export async function verifyRegrades(recorded: Ground, findings: Findings): Promise<number> {
  let gradings = 0;
  for (const number of await regradesIn(recorded.workspace))
    gradings += await verifyRegrade(recorded, number, findings);
  return gradings;
}

async function verifyRegrade(recorded: Ground, number: number, findings: Findings): Promise<number> {
  const { workspace } = recorded;
  const place = workspace.regrade(number);
  const request = await findings.read(place.request, regradeRequestSchema);
  const record = await findings.read(place.record, regradeSchema);
  if (request === null) {
    if (record !== null) findings.add([{ kind: 'missing', path: relative(workspace.root, place.request) }]);
    return 0;
  }
  const iterations = await findings.attempt(place.dir, () => readRegraded(recorded, request));
  if (iterations === null) return 0;
  const graded = iterations.flatMap(({ trials }) => trials).filter(({ after }) => after !== null);
  for (const trial of graded) await verifyNewGrading(workspace, trial, findings);
  const path = relative(workspace.root, place.record);
  if (record !== null) findings.add(valueDifferences(path, record, recordAgain(record, request, iterations)));
  return graded.length;
}

/** Earlier versions told neither kappa nor what differs. */
function recordAgain(
  stored: RegradeRecord,
  request: RegradeRequest,
  iterations: readonly FoundIteration[],
): Partial<RegradeRecord> {
  const computed = regradeRecord(request, iterations);
  if (stored.differ !== undefined) return computed;
  const { differ: _, agreement, ...rest } = computed;
  const counts = ({ expectations, same }: RegradeRecord['agreement']['judge']) => ({ expectations, same });
  return { ...rest, agreement: { judge: counts(agreement.judge), check: counts(agreement.check) } };
}

async function verifyNewGrading({ root }: Workspace, trial: FoundTrial, findings: Findings): Promise<void> {
  const { after, from, to, evalCase } = trial;
  if (after === null) return;
  const computed = await evidenceAgain(gradingAgain(after, evalCase), evalCase, from);
  findings.add(valueDifferences(relative(root, to.grading), after, computed));
}
