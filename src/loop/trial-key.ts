import { join } from 'node:path';
import { agentsAt } from '../core/epochs.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { suiteFilesOf } from '../evals/checks/registry.ts';
import { foundSuiteFile } from '../evals/checks/suite-file.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { executorPrompt, makeStage, type StagedInput, stageInputs } from '../evals/stage.ts';
import { contentHash } from '../platform/content-hash.ts';
import { canonicalHash } from '../store/tree-hash.ts';
import { inScratch } from './call.ts';
import { executorIdentity } from './executors.ts';
import type { TrialPart } from './trial-part.ts';

/** What a trial's agent was given, as it lies in its work folder. */
export interface Staged {
  /** The work folder. Absolute. */
  readonly cwd: string;
  readonly inputs: readonly StagedInput[];
  readonly prompt: string;
}

/**
 * The content address of a trial: sha256 over everything that can change what comes out of it. Two trials with the same
 * one are the same measurement. Seeds are left out, for chance is what a trial is to show; so are retries, which change
 * whether there is an answer and not what it says; of variables that are let through only the names are known.
 */
export async function trialKey({ campaign, subject, evalCase, trial }: TrialPart, staged: Staged): Promise<string> {
  const { run, skill, passEnv } = campaign;
  const inputs = staged.inputs.map(async ({ name }) => [name, await contentHash(join(staged.cwd, name))]);
  return canonicalHash({
    trial_key: 1,
    purpose: subject.purpose.replace(/-\d+$/, ''),
    skill: subject.installed ? { name: skill.name, description: skill.description, tree: subject.treeHash } : null,
    prompt: staged.prompt,
    inputs: await Promise.all(inputs),
    agent: executorIdentity(run, evalCase.id),
    settings: {
      timeout_ms: evalCase.timeoutMs ?? run.config.timeout_ms,
      max_call_usd: run.config.max_call_usd,
      env: [...passEnv].sort(),
      // Named only where there is one, so that trials of earlier versions keep their address.
      ...(run.config.sandbox === 'none' ? {} : { sandbox: run.config.sandbox, offline: run.config.offline_trials }),
    },
    trial,
  });
}

/** The same for a trial of which nothing is staged yet. */
export function trialKeyAhead(part: TrialPart): Promise<string> {
  const { campaign, evalCase } = part;
  return inScratch(campaign, async (scratch) => {
    const { cwd } = await makeStage(scratch);
    const inputs = await stageInputs(evalCase.files, campaign.suiteRootOf(evalCase), cwd);
    return trialKey(part, { cwd, inputs, prompt: executorPrompt(evalCase, inputs) });
  });
}

/** The content address of a grading: of its trial, the expectations, the checks with the files they read, and the judge where it is asked. */
export async function gradingKey({ campaign, evalCase }: TrialPart, trial: string | null): Promise<string> {
  const evals = join(campaign.suiteRootOf(evalCase), 'evals');
  const names = evalCase.expectations.flatMap(({ check }) => (check === null ? [] : suiteFilesOf(check)));
  const files = names.map(async (name) => [
    name,
    (await foundSuiteFile(evals, name))?.bytes.toString('base64') ?? null,
  ]);
  return canonicalHash({
    grading_key: 1,
    trial,
    expectations: evalCase.expectations.map(({ text, check }) => [text, check]),
    files: await Promise.all(files),
    judge: judgedExpectations(evalCase).length === 0 ? null : judging(campaign.run),
  });
}

/** Everything that can change what a judge says. The number is that of the form of the question. */
function judging(run: RunRecord) {
  const { judge_votes: votes, strict_evidence: strict } = run.config;
  return { question: 2, judge: agentsAt(run, Number.POSITIVE_INFINITY).judge, votes, strict };
}
