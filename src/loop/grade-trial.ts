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
import { copyOutputsOf } from '../store/stored-outputs.ts';
import { writeGrading, writeRecord } from '../store/trials.ts';
import { inScratch } from './call.ts';
import { RunHalted } from './campaign.ts';
import { checkConfinerOf, wallOf } from './confine.ts';
import { judgeVotes } from './judge-votes.ts';
import { processLog } from './process-log.ts';
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
  const graded = await freshGrading(part, record, { from: place, to: place });
  if (graded.type === 'graded') return writeGrading(place, record, graded.grading);
  const error = { kind: 'protocol' as const, message: graded.message };
  return writeRecord(place, { ...record, outcome: 'judge_error', error });
}

export type Graded =
  | { readonly type: 'graded'; readonly grading: Grading }
  /** The judge gave no usable answer. */
  | { readonly type: 'unusable'; readonly message: string };

/** Where a trial is stored, and where its grading shall be. */
export interface GradingPlace {
  readonly from: TrialPlace;
  readonly to: TrialPlace;
}

/** Grades a stored trial: checks first, then the judge for what no check can decide. Only the judge is ever repeated. */
export async function freshGrading(part: TrialPart, record: TrialRecord, place: GradingPlace): Promise<Graded> {
  if (record.referenced_outputs.length === 0) return gradingOf(part, record, place);
  // Checks and judge meet the outputs as the agent left them, now and whenever the trial is graded again.
  return inScratch(part.campaign, async (scratch) => {
    const outputs = join(scratch, 'outputs');
    await copyOutputsOf(place.from, outputs);
    return gradingOf(part, record, { ...place, from: { ...place.from, outputs } });
  });
}

async function gradingOf(part: TrialPart, record: TrialRecord, place: GradingPlace): Promise<Graded> {
  const { evalCase } = part;
  const { from } = place;
  const key = await gradingKey(part, record.key);
  const events = await readTrajectory(from);
  const checked = await check(part, from, events);
  const votes = judgedExpectations(evalCase).length === 0 ? null : await judgeVotes(part, { ...place, key });
  if (votes?.judged === null) return { type: 'unusable', message: votes.message };
  const transcript = (await readText(from.transcript)) ?? '';
  const metrics = await executionMetrics(events, from.outputs, transcript.length);
  const times = { executorMs: record.duration_ms, judgeMs: votes?.ms ?? 0 };
  const parts = { key, evalCase, checked, judged: votes?.judged ?? null, metrics, ...times };
  return { type: 'graded', grading: buildGrading(parts) };
}

/** The evidence may quote outputs and files of the suite, so secrets and canaries are taken out of it. */
async function check(
  { campaign, evalCase, subject }: TrialPart,
  { outputs }: TrialPlace,
  events: readonly AgentEvent[],
): Promise<ReadonlyMap<number, CheckResult>> {
  const { run, redact, stop, canaries, commandEnvironment: environment } = campaign;
  const evals = join(campaign.suiteRootOf(evalCase), 'evals');
  const marker = `${run.run_id}/${randomUUID()}`;
  const results = await inScratch(campaign, async (scratch) => {
    const folders = { work: scratch, home: join(scratch, 'home') };
    const sealed = subject.purpose.startsWith('submit');
    const processes = processLog(campaign, { purpose: 'check', call: null, folders, sealed });
    const confine = processes.noting(checkConfinerOf(wallOf(campaign), scratch));
    const commands = environment === null ? null : { scratch, marker, environment, confine, signal: stop.abort };
    try {
      return await runChecks(evalCase, { outputs, evals, events, commands });
    } catch (error) {
      if (stop.abort.aborted) throw new RunHalted('user', 'The run was interrupted.');
      throw error;
    } finally {
      await processes.write();
    }
  });
  return new Map(
    [...results].map(([number, result]) => [
      number,
      { ...result, evidence: withoutCanaries(redactEvidence(result.evidence, redact), canaries) },
    ]),
  );
}

/** What `executeTrial` wrote; parsed without a schema because it is our own rendering of events already parsed. */
async function readTrajectory(place: TrialPlace): Promise<readonly AgentEvent[]> {
  const text = (await readText(place.trajectory)) ?? '';
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AgentEvent]));
}
