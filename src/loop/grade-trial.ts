import { randomUUID } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentAnswer, AgentEvent } from '../agents/port.ts';
import type { Expectation } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { CheckResult } from '../evals/checks/port.ts';
import { executionMetrics } from '../evals/execution-metrics.ts';
import { buildGrading, judgedExpectations, runChecks } from '../evals/grading.ts';
import { JUDGE_SCHEMA, type Judgement, judgePrompt, readJudgement } from '../evals/judge.ts';
import { makeStage, stageInputs } from '../evals/stage.ts';
import { withRetries } from '../schedule/retries.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { readGrading, writeGrading, writeRecord } from '../store/trials.ts';
import { attemptOf, callAgent, haltIfThrottled, inScratch, retryPolicy } from './call.ts';
import { RunHalted } from './campaign.ts';
import type { TrialPart } from './execute-trial.ts';
import { seedOf } from './seed.ts';

/** Grades an executed trial: checks first, then the judge for what no check can decide. Only the judge is ever repeated. */
export async function gradeTrial(part: TrialPart, record: TrialRecord): Promise<void> {
  const { campaign, subject, evalCase, trial } = part;
  const place = campaign.workspace.iteration(subject.iteration).trial(evalCase.id, trial);
  const stored = await readGrading(place);
  if (stored !== null) return writeGrading(place, record, stored);
  const events = await readTrajectory(place);
  const checked = await check(part, place, events);
  const asked = judgedExpectations(evalCase);
  const judged = asked.length === 0 ? NOT_NEEDED : await judge(part, place, asked);
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
  return new Map([...results].map(([number, result]) => [number, { ...result, evidence: redact(result.evidence) }]));
}

const NOT_NEEDED = { judgement: null, ms: 0 };

async function judge(
  part: TrialPart,
  place: TrialPlace,
  asked: readonly Expectation[],
): Promise<{ judgement: Judgement; ms: number }> {
  const { answer, judgement } = await withRetries(retryPolicy(part.campaign), (attempt) =>
    inScratch(part.campaign, async (scratch) => {
      const cwd = await stageJudge(part, place, scratch);
      const answer = await askJudge(part, { cwd, home: join(scratch, 'home'), asked, attempt });
      const judgement = judgementIn(answer, asked);
      const value = { answer, judgement };
      return judgement.type === 'judged' ? { type: 'done', value } : attemptOf(answer, value);
    }),
  );
  haltIfThrottled(answer, 'judge');
  return { judgement, ms: answer.durationMs };
}

/** The judge's folder: what the executor was given, did and made; nothing that tells version or iteration. */
async function stageJudge({ campaign, evalCase }: TrialPart, place: TrialPlace, scratch: string): Promise<string> {
  const { cwd } = await makeStage(scratch);
  await mkdir(join(cwd, 'inputs'));
  await stageInputs(evalCase.files, campaign.workspace.version('v0'), join(cwd, 'inputs'));
  await cp(place.outputs, join(cwd, 'outputs'), { recursive: true, verbatimSymlinks: true });
  await writeFile(join(cwd, 'transcript.md'), (await readText(place.transcript)) ?? '');
  return cwd;
}

interface JudgeCall {
  readonly cwd: string;
  readonly home: string;
  readonly asked: readonly Expectation[];
  readonly attempt: number;
}

function askJudge({ campaign, subject, evalCase, trial }: TrialPart, call: JudgeCall): Promise<AgentAnswer> {
  const place = {
    role: 'judge',
    iteration: subject.iteration,
    evalId: evalCase.id,
    trial,
    attempt: call.attempt,
  } as const;
  return callAgent(campaign, place, {
    prompt: judgePrompt(evalCase.prompt, call.asked),
    cwd: call.cwd,
    home: call.home,
    skill: null,
    schema: JUDGE_SCHEMA,
    timeoutMs: campaign.run.config.timeout_ms,
    seed: seedOf({ ...place, runSeed: campaign.run.config.seed, purpose: 'judge', treeHash: subject.treeHash }),
  });
}

function judgementIn(answer: AgentAnswer, asked: readonly Expectation[]): Judgement {
  switch (answer.end.type) {
    case 'completed':
      return readJudgement(answer.structured, answer.text, asked);
    case 'failed':
      return { type: 'unusable', message: `the judge failed (${answer.end.kind}): ${answer.end.message}` };
    case 'timeout':
    case 'interrupted':
      return { type: 'unusable', message: `the judge ended by ${answer.end.type}` };
  }
}

/** What `executeTrial` wrote; parsed without a schema because it is our own rendering of events already parsed. */
async function readTrajectory(place: TrialPlace): Promise<readonly AgentEvent[]> {
  const text = (await readText(place.trajectory)) ?? '';
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AgentEvent]));
}
