import { dirname } from 'node:path';
import type { AgentAnswer, AgentEvent } from '../agents/port.ts';
import { renderTranscript } from '../agents/transcript.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { Outcome, TrialError, TrialRecord } from '../core/schema/trial.ts';
import { timestamp } from '../core/timestamp.ts';
import { finalMessage } from '../evals/checks/final-message.ts';
import { collectOutputs } from '../evals/outputs.ts';
import { redactOutputs } from '../evals/redact-outputs.ts';
import { executorPrompt, makeStage, stageInputs } from '../evals/stage.ts';
import { namesIn } from '../platform/names-in.ts';
import { withRetries } from '../schedule/retries.ts';
import { type ExecutionFiles, readTrial, writeExecution, writeFailedAttempt } from '../store/trials.ts';
import { attemptOf, callAgent, haltIfThrottled, inScratch, retryPolicy } from './call.ts';
import type { Campaign } from './campaign.ts';
import { changeInCopy, installSkill } from './install-skill.ts';
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
    // What is collected lies apart from what the agent was given: beside its own folders it could have planted something.
    inScratch(campaign, (scratch) =>
      inScratch(campaign, async (outputs) => {
        const execution = await execute(part, { scratch, outputs }, earlier + number);
        const { record, files, answer } = execution;
        if (record.error === null) await writeExecution(place, files, record);
        else await writeFailedAttempt(place.attempt(earlier + number), files, record);
        return record.error === null ? { type: 'done', value: execution } : attemptOf(answer, execution);
      }),
    ),
  );
  if (last.record.error !== null) {
    haltIfThrottled(last.answer, 'executor');
    await writeExecution(place, { ...last.files, outputsFrom: null }, last.record);
  }
  return last.record;
}

interface Folders {
  /** For the agent. */
  readonly scratch: string;
  /** For what it made. */
  readonly outputs: string;
}

async function execute(part: TrialPart, { scratch, outputs }: Folders, attempt: number): Promise<Execution> {
  const { campaign, subject, evalCase, trial } = part;
  const stage = await makeStage(scratch);
  const installed = await installSkill(campaign, subject, scratch);
  const inputs = await stageInputs(evalCase.files, campaign.workspace.version('v0'), stage.cwd);
  const prompt = executorPrompt(evalCase, inputs);
  const startedAt = campaign.clock.now();
  const place = { role: 'executor', iteration: subject.iteration, evalId: evalCase.id, trial, attempt } as const;
  const answer = await callAgent(campaign, place, {
    prompt,
    cwd: stage.cwd,
    home: stage.home,
    skill: installed.skill,
    schema: null,
    timeoutMs: evalCase.timeoutMs ?? campaign.run.config.timeout_ms,
    seed: seedOf({ ...place, runSeed: campaign.run.config.seed, purpose: 'iteration', treeHash: subject.treeHash }),
  });
  const collected = await collectOutputs(stage.cwd, inputs, outputs);
  const redacted = await redactOutputs(outputs, campaign.redact);
  const changedCopy = await changeInCopy(installed, campaign.redact);
  const failure = failureOf(answer, { outputs: collected.files.length, changedCopy });
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
      unreadable_outputs: [...collected.unreadable.map(campaign.redact), ...redacted.removed],
      redacted_outputs: [...redacted.changed],
    },
  };
}

/** The events, ending with the final message where the agent gave it in its result alone. */
function trajectoryOf({ events, text }: AgentAnswer): string {
  const told = text.trim() === '' || finalMessage(events).trim() === text.trim();
  const all: readonly AgentEvent[] = told ? events : [...events, { type: 'message', role: 'assistant', text }];
  return all.map((event) => `${JSON.stringify(event)}\n`).join('');
}

interface LeftBehind {
  /** Number of outputs. */
  readonly outputs: number;
  /** The path at which the agent changed its copy of the skill; null when it did not. */
  readonly changedCopy: string | null;
}

function failureOf(
  { end, text }: AgentAnswer,
  { outputs, changedCopy }: LeftBehind,
): { outcome: Outcome; error: TrialError } | null {
  switch (end.type) {
    case 'completed':
      if (changedCopy !== null) return agentError('protocol', `changed its copy of the skill: ${changedCopy}`);
      if (text.trim() !== '' || outputs > 0) return null;
      return agentError('empty', 'completed with neither text nor files');
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

function agentError(kind: 'protocol' | 'empty', message: string): { outcome: Outcome; error: TrialError } {
  return { outcome: 'agent_error', error: { kind, message } };
}
