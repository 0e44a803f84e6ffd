import { mkdirSync, writeFileSync } from 'node:fs';
import type { Redact } from '../../agents/redact.ts';
import { UserError } from '../../core/errors.ts';
import type { RunRecord } from '../../core/schema/run.ts';
import { redactOutputs } from '../../evals/redact-outputs.ts';
import { executorPrompt, inputNames } from '../../evals/stage.ts';
import { isPlainFolder } from '../../platform/exists.ts';
import { type ArtifactTrialPlace, artifactTrialAt } from '../../store/artifacts-layout.ts';
import { copyOutputsOf } from '../../store/stored-outputs.ts';
import { canonicalHash } from '../../store/tree-hash.ts';
import { jobOf, type RecordedRun, type RecordedTrial } from '../recorded-run.ts';
import { eventsOfTrial } from '../trial-events.ts';
import { exceptionOf, floatText, rewardOf, uuidOf, zulu } from './job-result.ts';
import { executorSeeds, judgeAnswers } from './seeds.ts';
import { writeTrajectory } from './trajectory.ts';
import { verifierText } from './verifier-text.ts';

export interface TrialOptions {
  readonly redact: Redact;
  readonly trajectory: 'full' | 'final';
  warn(message: string): void;
}

interface TrialRequest extends TrialOptions {
  readonly recorded: RecordedRun;
  readonly iteration: number;
  readonly trial: RecordedTrial;
  /** A new folder. */
  readonly dir: string;
}

/** Writes the folder of a trial; returns whether it has a trajectory. */
export async function writeTrial(request: TrialRequest): Promise<boolean> {
  const { recorded, trial, redact } = request;
  const place = artifactTrialAt(request.dir);
  for (const folder of [place.agent, place.verifier]) mkdirSync(folder, { recursive: true });
  const write = (path: string, text: string): void => writeFileSync(path, redact(text));
  const writeJson = (path: string, value: unknown): void => write(path, `${JSON.stringify(value, null, 2)}\n`);
  writeJson(place.config, configOf(recorded.run, trial));
  writeJson(place.result, resultOf(request));
  const reward = rewardOf(trial);
  if (reward !== null) write(place.reward, `${floatText(reward)}\n`);
  write(place.stdout, verdictOf(trial));
  writeJson(place.judge, judgeAnswers(request));
  await copyOutputs(request, place);
  return writeTold(request, place);
}

async function writeTold(request: TrialRequest, place: ArtifactTrialPlace): Promise<boolean> {
  const { recorded, iteration, trial, redact } = request;
  const told = eventsOfTrial(recorded, trial, redact);
  const name = `${jobOf(recorded, iteration)}/${trial.name}`;
  if (told === null) return false;
  if (told.broken > 0) request.warn(`${name}: ${told.broken} lines of its trajectory hold no event and are left out`);
  const inputs = inputNames(trial.evalCase.files).map((input) => ({ name: input }));
  const written = writeTrajectory(place.trajectory, {
    route: name,
    session: uuidOf(name),
    prompt: redact(executorPrompt(trial.evalCase, inputs)),
    events: told.events,
    record: trial.record,
    lines: request.trajectory,
  });
  if (written !== request.trajectory) request.warn(`${name}: its trajectory is too long to be written in full`);
  return true;
}

function configOf({ skill }: RunRecord, { evalCase, record }: RecordedTrial) {
  return {
    task: { path: `${skill.name}/${evalCase.id}` },
    agent: { name: record.agent.name, model_name: record.agent.model },
  };
}

function resultOf(request: TrialRequest): Record<string, unknown> {
  const { recorded, iteration, trial } = request;
  const { run } = recorded;
  const { record, evalCase } = trial;
  const { name, version, model } = record.agent;
  const reward = rewardOf(trial);
  const [started_at, finished_at] = [zulu(record.started_at), zulu(record.ended_at)];
  const config = configOf(run, trial);
  return {
    task_name: evalCase.id,
    trial_name: trial.name,
    task_id: config.task,
    task_checksum: canonicalHash([run.evals_sha256, evalCase.id]),
    config,
    agent_info: { name, version, model_info: model === null ? null : { name: model, provider: null } },
    agent_result: {
      n_input_tokens: record.usage.input_tokens,
      n_cache_tokens: record.usage.cached_input_tokens,
      n_output_tokens: record.usage.output_tokens,
      cost_usd: record.usage.cost_usd,
      metadata: {
        iteration,
        trial: record.trial,
        outcome: record.outcome,
        error: record.error,
        attempts: record.attempts,
        duration_ms: record.duration_ms,
        activation: record.activation,
        deleted_inputs: record.deleted_inputs,
        run_seed: run.config.seed,
        /** Of the calls that had this answer, or would have had it at the first attempt. */
        seeds: executorSeeds(request),
      },
    },
    verifier_result: reward === null ? null : { rewards: { reward } },
    exception_info:
      reward === null
        ? {
            exception_type: exceptionOf(trial),
            exception_message: record.error?.message ?? '',
            exception_traceback: '',
            occurred_at: finished_at,
          }
        : null,
    started_at,
    finished_at,
    agent_execution: { started_at, finished_at },
  };
}

/** What the grading says, or why there is none. */
function verdictOf({ grading, record }: RecordedTrial): string {
  if (grading === null) return `not measured: ${record.outcome}, ${record.error?.message ?? ''}\n`;
  return verifierText(grading.expectations);
}

/** What a trial made, large outputs in their places. Nothing of one that leaked. */
async function copyOutputs({ trial: { record, place }, redact, warn }: TrialRequest, to: ArtifactTrialPlace) {
  if (record.outcome === 'leak' || !(await isPlainFolder(place.outputs))) {
    mkdirSync(to.outputs);
    return;
  }
  try {
    await copyOutputsOf(place, to.outputs);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    warn(error.message);
  }
  await redactOutputs(to.outputs, redact);
}
