import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentAnswer } from '../agents/port.ts';
import { type Canaries, withoutCanaries } from '../core/canary.ts';
import type { Expectation } from '../core/schema/suite.ts';
import { JUDGE_SCHEMA, type Judgement, judgePrompt, readJudgement } from '../evals/judge.ts';
import { makeStage, stageInputs } from '../evals/stage.ts';
import { withRetries } from '../schedule/retries.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { attemptOf, callAgent, haltIfThrottled, inScratch, retryPolicy } from './call.ts';
import { seedOf } from './seed.ts';
import type { TrialPart } from './trial-part.ts';

/** A usable judgement, or why there is none after all attempts; `ms` is what the last call took. */
export interface Judged {
  readonly judgement: Judgement;
  readonly ms: number;
}

/** Asks the judge about a stored trial. An answer that cannot be used is asked for again, with what was wrong with it. */
export async function judgeTrial(part: TrialPart, place: TrialPlace, asked: readonly Expectation[]): Promise<Judged> {
  let complaint: string | null = null;
  const { answer, judgement } = await withRetries(
    retryPolicy(part.campaign, { role: 'judge', purpose: part.subject.purpose }),
    (attempt) =>
      inScratch(part.campaign, async (scratch) => {
        const cwd = await stageJudge(part, place, scratch);
        const answer = await askJudge(part, { cwd, home: join(scratch, 'home'), asked, attempt, complaint });
        const judgement = withoutCanary(judgementIn(answer, asked), part.campaign.canaries);
        const value = { answer, judgement };
        complaint = judgement.type === 'unusable' && answer.end.type === 'completed' ? judgement.message : null;
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
  await stageInputs(evalCase.files, campaign.suiteRootOf(evalCase), join(cwd, 'inputs'));
  await cp(place.outputs, join(cwd, 'outputs'), { recursive: true, verbatimSymlinks: true });
  await writeFile(join(cwd, 'transcript.md'), (await readText(place.transcript)) ?? '');
  return cwd;
}

interface JudgeCall {
  readonly cwd: string;
  readonly home: string;
  readonly asked: readonly Expectation[];
  readonly attempt: number;
  /** What was wrong with the answer before; null when there was none, or none that a word could mend. */
  readonly complaint: string | null;
}

function askJudge({ campaign, subject, evalCase, trial }: TrialPart, call: JudgeCall): Promise<AgentAnswer> {
  const place = {
    role: 'judge',
    purpose: subject.purpose,
    iteration: subject.iteration,
    evalId: evalCase.id,
    trial,
    attempt: call.attempt,
  } as const;
  return callAgent(campaign, place, {
    prompt: judgePrompt(evalCase.prompt, call.asked, { complaint: call.complaint, canary: campaign.canaries.own }),
    cwd: call.cwd,
    home: call.home,
    skill: null,
    schema: JUDGE_SCHEMA,
    timeoutMs: campaign.run.config.timeout_ms,
    seed: seedOf({ ...place, runSeed: campaign.run.config.seed, treeHash: subject.treeHash }),
  });
}

/** What a judge says is shown to improvers, who must not be given what it was told in confidence. */
function withoutCanary(judgement: Judgement, canaries: Canaries): Judgement {
  if (judgement.type === 'unusable') return judgement;
  const clean = (text: string): string => withoutCanaries(text, canaries);
  const results = [...judgement.results].map(
    ([number, result]) => [number, { ...result, evidence: clean(result.evidence) }] as const,
  );
  const { suggestions, overall } = judgement.feedback;
  const cleaned = suggestions.map(({ assertion, reason }) => ({ assertion: clean(assertion), reason: clean(reason) }));
  return { ...judgement, results: new Map(results), feedback: { suggestions: cleaned, overall: clean(overall) } };
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
