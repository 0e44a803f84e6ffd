import { dirname } from 'node:path';
import { notCalled } from '../agents/not-called.ts';
import type { AgentAnswer, AgentEvent } from '../agents/port.ts';
import { renderTranscript } from '../agents/transcript.ts';
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
import { executorIdentity, executorOf } from './executors.ts';
import { leakAt, leakInGiven, leakInMade } from './find-leak.ts';
import { changeInCopy, installSkill } from './install-skill.ts';
import { probe } from './probe.ts';
import { seedOf } from './seed.ts';
import { takeOver } from './take-over.ts';
import { trialKey } from './trial-key.ts';
import type { TrialPart } from './trial-part.ts';

interface Execution {
  readonly answer: AgentAnswer;
  readonly files: ExecutionFiles;
  readonly record: TrialRecord;
}

/** Runs the executor until an attempt completes or the retries are used up, and stores the result; a stored one is given back, and one of another run where that is asked for. */
export async function executeTrial(part: TrialPart): Promise<TrialRecord> {
  const { campaign, subject, evalCase, trial } = part;
  const place = subject.place.trial(evalCase.id, trial);
  const stored = await readTrial(place);
  if (stored !== null) return stored;
  const reused = await takeOver(part, place);
  if (reused !== null) return reused;
  await probe(campaign, subject, executorOf(campaign, evalCase.id));
  const earlier = (await namesIn(dirname(place.attempt(1)))).length;
  const last = await withRetries(
    retryPolicy(campaign, { role: 'executor', purpose: subject.purpose, evalId: evalCase.id }),
    (number) =>
      // What is collected lies apart from what the agent was given: beside its own folders it could have planted something.
      inScratch(campaign, (scratch) =>
        inScratch(campaign, async (outputs) => {
          const execution = await execute(part, { scratch, outputs }, earlier + number);
          const { record, files, answer } = execution;
          if (record.error === null) {
            return { type: 'done', value: { ...execution, record: await writeExecution(place, files, record) } };
          }
          await writeFailedAttempt(place.attempt(earlier + number), files, record);
          return record.outcome === 'leak' ? { type: 'done', value: execution } : attemptOf(answer, execution);
        }),
      ),
  );
  if (last.record.error !== null) {
    if (last.record.outcome !== 'leak') haltIfThrottled(last.answer, 'executor');
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
  const executor = executorOf(campaign, evalCase.id);
  const installed = await installSkill(executor, { campaign, subject, scratch });
  const inputs = await stageInputs(evalCase.files, campaign.suiteRootOf(evalCase), stage.cwd);
  const prompt = executorPrompt(evalCase, inputs);
  const key = await trialKey(part, { cwd: stage.cwd, inputs, prompt });
  const startedAt = campaign.clock.now();
  const place = {
    role: 'executor',
    purpose: subject.purpose,
    iteration: subject.iteration,
    evalId: evalCase.id,
    trial,
    attempt,
  } as const;
  const { purpose, seedPurpose = purpose } = subject;
  const folders = { work: stage.cwd, ...(installed === null ? {} : { skill: installed.skill.dir }) };
  const given = await leakInGiven(campaign, { prompt, folders });
  const call = {
    prompt,
    cwd: stage.cwd,
    home: stage.home,
    skill: installed?.skill ?? null,
    schema: null,
    timeoutMs: evalCase.timeoutMs ?? campaign.run.config.timeout_ms,
    seed: seedOf({ ...place, purpose: seedPurpose, runSeed: campaign.run.config.seed, treeHash: subject.treeHash }),
  };
  const answer =
    given === null ? await callAgent(campaign, place, call) : notCalled(executorIdentity(campaign.run, evalCase.id));
  const collected = await collectOutputs(stage.cwd, inputs, outputs);
  const redacted = await redactOutputs(outputs, campaign.redact);
  const changedCopy = await changeInCopy(installed, campaign.redact);
  const files = {
    transcript: renderTranscript({ title: `Eval ${evalCase.id}, trial ${trial}`, prompt, attempt }, answer),
    trajectory: trajectoryOf(answer),
    outputsFrom: outputs,
    outputLimit: campaign.limits.artifact_bytes,
  };
  const leak = given ?? (await leakInMade(campaign.canaries, { ...files, outputs }));
  const failure =
    leak === null ? failureOf(answer, { outputs: collected.files.length, changedCopy }) : leakFailure(leak);
  const times = { started_at: timestamp(startedAt), ended_at: timestamp(campaign.clock.now()) };
  const made = {
    deleted_inputs: [...collected.deletedInputs],
    unreadable_outputs: [...collected.unreadable.map(campaign.redact), ...redacted.removed],
    redacted_outputs: [...redacted.changed],
    referenced_outputs: [],
  };
  const asked = { schema_version: 1, eval_id: evalCase.id, trial, attempts: attempt, key, cache_hit: null } as const;
  return { answer, files, record: recordOf(answer, failure, { ...asked, ...times, ...made }) };
}

type Known = Omit<TrialRecord, 'outcome' | 'error' | 'duration_ms' | 'usage' | 'agent' | 'activation'>;

function recordOf(answer: AgentAnswer, failure: Failure | null, known: Known): TrialRecord {
  return {
    ...known,
    outcome: failure?.outcome ?? null,
    error: failure?.error ?? null,
    duration_ms: answer.durationMs,
    usage: answer.usage,
    agent: answer.identity,
    activation: answer.activation,
  };
}

type Failure = { readonly outcome: Outcome; readonly error: TrialError };

function leakFailure(place: string): Failure {
  return { outcome: 'leak', error: { kind: null, message: leakAt(place) } };
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

function failureOf({ end, text }: AgentAnswer, { outputs, changedCopy }: LeftBehind): Failure | null {
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

function agentError(kind: 'protocol' | 'empty', message: string): Failure {
  return { outcome: 'agent_error', error: { kind, message } };
}
