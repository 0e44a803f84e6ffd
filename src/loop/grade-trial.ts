import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AgentEvent } from '../agents/port.ts';
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
import type { TrialPart } from './execute-trial.ts';
import { judgeTrial } from './judge-trial.ts';
import { usableGrading } from './usable-grading.ts';

/** Grades an executed trial: checks first, then the judge for what no check can decide. Only the judge is ever repeated. */
export async function gradeTrial(part: TrialPart, record: TrialRecord): Promise<void> {
  const { campaign, subject, evalCase, trial } = part;
  const place = campaign.workspace.iteration(subject.iteration).trial(evalCase.id, trial);
  const stored = await usableGrading(place, evalCase);
  if (stored !== null) return writeGrading(place, record, stored);
  const events = await readTrajectory(place);
  const checked = await check(part, place, events);
  const asked = judgedExpectations(evalCase);
  const judged = asked.length === 0 ? NOT_NEEDED : await judgeTrial(part, place, asked);
  if (judged.judgement?.type === 'unusable') {
    const error = { kind: 'protocol' as const, message: judged.judgement.message };
    return writeRecord(place, { ...record, outcome: 'judge_error', error });
  }
  const transcript = (await readText(place.transcript)) ?? '';
  const metrics = await executionMetrics(events, place.outputs, transcript.length);
  const parts = {
    evalCase,
    checked,
    judgement: judged.judgement,
    metrics,
    executorMs: record.duration_ms,
    judgeMs: judged.ms,
  };
  return writeGrading(place, record, buildGrading(parts));
}

/** The evidence may quote outputs, so secrets are taken out of it. */
async function check(
  { campaign, evalCase }: TrialPart,
  { outputs }: TrialPlace,
  events: readonly AgentEvent[],
): Promise<ReadonlyMap<number, CheckResult>> {
  const { workspace, run, redact, stop, commandEnvironment: environment } = campaign;
  const evals = join(workspace.version('v0'), 'evals');
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
    [...results].map(([number, result]) => [number, { ...result, evidence: redactEvidence(result.evidence, redact) }]),
  );
}

const NOT_NEEDED = { judgement: null, ms: 0 };

/** What `executeTrial` wrote; parsed without a schema because it is our own rendering of events already parsed. */
async function readTrajectory(place: TrialPlace): Promise<readonly AgentEvent[]> {
  const text = (await readText(place.trajectory)) ?? '';
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AgentEvent]));
}
