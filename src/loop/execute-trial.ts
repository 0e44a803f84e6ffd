import { dirname, join } from 'node:path';
import type { AgentAnswer, AgentEvent } from '../agents/port.ts';
import { renderTranscript } from '../agents/transcript.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { Outcome, TrialError, TrialRecord } from '../core/schema/trial.ts';
import { timestamp } from '../core/timestamp.ts';
import { finalMessage } from '../evals/checks/final-message.ts';
import { collectOutputs } from '../evals/outputs.ts';
import { executorPrompt, makeStage, stageInputs } from '../evals/stage.ts';
import { namesIn } from '../platform/names-in.ts';
import { withRetries } from '../schedule/retries.ts';
import { type ExecutionFiles, readTrial, writeExecution, writeFailedAttempt } from '../store/trials.ts';
import { attemptOf, callAgent, haltIfThrottled, inScratch, retryPolicy } from './call.ts';
import type { Campaign } from './campaign.ts';
import { installSkill } from './install-skill.ts';
import { seedOf } from './seed.ts';
import type { Subject } from './subject.ts';

export interface TrialPart {
  readonly campaign: Campaign;
  readonly subject: Subject;
  readonly evalCase: EvalCase;
  readonly trial: number;
}

interface Execution {
  readonly answer: AgentAnswer;
  readonly files: ExecutionFiles;
  readonly record: TrialRecord;
}

/** Runs the executor until an attempt completes or the retries are used up, and stores the result; a stored one is given back. */
export async function executeTrial(part: TrialPart): Promise<TrialRecord> {
  const { campaign, subject, evalCase, trial } = part;
  const place = campaign.workspace.iteration(subject.iteration).trial(evalCase.id, trial);
  const stored = await readTrial(place);
  if (stored !== null) return stored;
  const earlier = (await namesIn(dirname(place.attempt(1)))).length;
  const last = await withRetries(retryPolicy(campaign), (number) =>
    inScratch(campaign, async (scratch) => {
      const execution = await execute(part, scratch, earlier + number);
      const { record, files, answer } = execution;
      if (record.error === null) await writeExecution(place, files, record);
      else await writeFailedAttempt(place.attempt(earlier + number), files, record);
      return record.error === null ? { type: 'done', value: execution } : attemptOf(answer, execution);
    }),
  );
  if (last.record.error !== null) {
    haltIfThrottled(last.answer, 'executor');
    await writeExecution(place, { ...last.files, outputsFrom: null }, last.record);
  }
  return last.record;
}

async function execute(part: TrialPart, scratch: string, attempt: number): Promise<Execution> {
  const { campaign, subject, evalCase, trial } = part;
  const stage = await makeStage(scratch);
  const skill = await installSkill(campaign, subject.tree, scratch);
  const inputs = await stageInputs(evalCase.files, campaign.workspace.version('v0'), stage.cwd);
  const prompt = executorPrompt(evalCase, inputs);
  const startedAt = campaign.clock.now();
  const place = { role: 'executor', iteration: subject.iteration, evalId: evalCase.id, trial, attempt } as const;
  const answer = await callAgent(campaign, place, {
    prompt,
    cwd: stage.cwd,
    home: stage.home,
    skill,
    schema: null,
    timeoutMs: evalCase.timeoutMs ?? campaign.run.config.timeout_ms,
    seed: seedOf({ ...place, runSeed: campaign.run.config.seed, purpose: 'iteration', treeHash: subject.treeHash }),
  });
  const outputs = join(scratch, 'outputs');
  const collected = await collectOutputs(stage.cwd, inputs, outputs);
  const failure = failureOf(answer, collected.files.length);
  return {
    answer,
    files: {
      transcript: renderTranscript({ title: `Eval ${evalCase.id}, trial ${trial}`, prompt, attempt }, answer),
      trajectory: trajectoryOf(answer),
      outputsFrom: outputs,
    },
    record: {
      schema_version: 1,
      eval_id: evalCase.id,
      trial,
      outcome: failure?.outcome ?? null,
      error: failure?.error ?? null,
      attempts: attempt,
      started_at: timestamp(startedAt),
      ended_at: timestamp(campaign.clock.now()),
      duration_ms: answer.durationMs,
      usage: answer.usage,
      agent: answer.identity,
      activation: answer.activation,
      deleted_inputs: [...collected.deletedInputs],
      unreadable_outputs: [...collected.unreadable],
    },
  };
}

/** The events, ending with the final message where the agent gave it in its result alone. */
function trajectoryOf({ events, text }: AgentAnswer): string {
  const told = text.trim() === '' || finalMessage(events).trim() === text.trim();
  const all: readonly AgentEvent[] = told ? events : [...events, { type: 'message', role: 'assistant', text }];
  return all.map((event) => `${JSON.stringify(event)}\n`).join('');
}

function failureOf({ end, text }: AgentAnswer, outputs: number): { outcome: Outcome; error: TrialError } | null {
  switch (end.type) {
    case 'completed':
      if (text.trim() !== '' || outputs > 0) return null;
      return { outcome: 'agent_error', error: { kind: 'empty', message: 'completed with neither text nor files' } };
    case 'timeout':
      return { outcome: 'timeout', error: { kind: null, message: 'did not finish in time' } };
    case 'interrupted':
      return { outcome: 'interrupted', error: { kind: null, message: 'was interrupted' } };
    case 'failed':
      return {
        outcome: end.kind === 'not_loaded' ? 'infra_error' : 'agent_error',
        error: { kind: end.kind, message: end.message },
      };
  }
}
