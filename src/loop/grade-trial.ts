import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AgentEvent } from '../agents/port.ts';
import { withoutCanaries } from '../core/canary.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { CheckResult } from '../evals/checks/port.ts';
import { redactEvidence } from '../evals/checks/redact-evidence.ts';
import { executionMetrics } from '../evals/execution-metrics.ts';
import { buildGrading, judgedExpectations, runChecks } from '../evals/grading.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { writeGrading, writeRecord } from '../store/trials.ts';
import { inScratch } from './call.ts';
import { RunHalted } from './campaign.ts';
import { judgeTrial } from './judge-trial.ts';
import { gradingElsewhere } from './take-over.ts';
import { gradingKey } from './trial-key.ts';
import type { TrialPart } from './trial-part.ts';
import { usableGrading } from './usable-grading.ts';

/** Grades an executed trial, unless that was done here or, of a trial that was taken over, elsewhere. */
export async function gradeTrial(part: TrialPart, record: TrialRecord): Promise<void> {
  const { subject, evalCase, trial } = part;
  const place = subject.place.trial(evalCase.id, trial);
  const stored = await usableGrading(place, evalCase);
  if (stored !== null) return writeGrading(place, record, stored);
  const elsewhere = await gradingElsewhere(part, record);
  if (elsewhere !== null) return writeGrading(place, record, elsewhere);
  const graded = await freshGrading(part, record, place);
  if (graded.type === 'graded') return writeGrading(place, record, graded.grading);
  const error = { kind: 'protocol' as const, message: graded.message };
  return writeRecord(place, { ...record, outcome: 'judge_error', error });
}

export type Graded =
  | { readonly type: 'graded'; readonly grading: Grading }
  /** The judge gave no usable answer. */
  | { readonly type: 'unusable'; readonly message: string };

/** Grades the trial that is stored at a place: checks first, then the judge for what no check can decide. Only the judge is ever repeated. */
export async function freshGrading(part: TrialPart, record: TrialRecord, place: TrialPlace): Promise<Graded> {
  const { evalCase } = part;
  const events = await readTrajectory(place);
  const checked = await check(part, place, events);
  const asked = judgedExpectations(evalCase);
  const judged = asked.length === 0 ? NOT_NEEDED : await judgeTrial(part, place, asked);
  if (judged.judgement?.type === 'unusable') return judged.judgement;
  const transcript = (await readText(place.transcript)) ?? '';
  const metrics = await executionMetrics(events, place.outputs, transcript.length);
  const parts = {
    key: await gradingKey(part, record.key),
    evalCase,
    checked,
    judgement: judged.judgement,
    metrics,
    executorMs: record.duration_ms,
    judgeMs: judged.ms,
  };
  return { type: 'graded', grading: buildGrading(parts) };
}

/** The evidence may quote outputs and files of the suite, so secrets and canaries are taken out of it. */
async function check(
  { campaign, evalCase }: TrialPart,
  { outputs }: TrialPlace,
  events: readonly AgentEvent[],
): Promise<ReadonlyMap<number, CheckResult>> {
  const { run, redact, stop, canaries, commandEnvironment: environment } = campaign;
  const evals = join(campaign.suiteRootOf(evalCase), 'evals');
  const marker = `${run.run_id}/${randomUUID()}`;
  const results = await inScratch(campaign, async (scratch) => {
    const commands = environment === null ? null : { scratch, marker, environment, signal: stop.abort };
    try {
      return await runChecks(evalCase, { outputs, evals, events, commands });
    } catch (error) {
      if (stop.abort.aborted) throw new RunHalted('user', 'The run was interrupted.');
      throw error;
    }
  });
  return new Map(
    [...results].map(([number, result]) => [
      number,
      { ...result, evidence: withoutCanaries(redactEvidence(result.evidence, redact), canaries) },
    ]),
  );
}

const NOT_NEEDED = { judgement: null, ms: 0 };

/** What `executeTrial` wrote; parsed without a schema because it is our own rendering of events already parsed. */
async function readTrajectory(place: TrialPlace): Promise<readonly AgentEvent[]> {
  const text = (await readText(place.trajectory)) ?? '';
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AgentEvent]));
}
