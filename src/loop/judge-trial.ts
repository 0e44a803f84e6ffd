import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentAnswer } from '../agents/port.ts';
import { type Canaries, withoutCanaries } from '../core/canary.ts';
import type { Expectation } from '../core/schema/suite.ts';
import type { Vote } from '../core/schema/vote.ts';
import { orderOf } from '../core/votes.ts';
import { JUDGE_SCHEMA, type JudgeFeedback, type Judgement, judgePrompt, readJudgement } from '../evals/judge.ts';
import { type EvidenceSources, isFound } from '../evals/judge-evidence.ts';
import { makeStage, stageInputs } from '../evals/stage.ts';
import { withRetries } from '../schedule/retries.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { attemptOf, callAgent, haltIfThrottled, inScratch, retryPolicy } from './call.ts';
import { seedOf } from './seed.ts';
import type { TrialPart } from './trial-part.ts';

/** What is asked about a stored trial. */
export interface Question {
  readonly place: TrialPlace;
  readonly asked: readonly Expectation[];
  /** What its evidence may be quoted from. */
  readonly sources: EvidenceSources;
  /** Which of several judgements it is, from 1. */
  readonly vote: number;
}

/** A usable judgement, or why there is none after all attempts; `ms` is what the last call took. */
export type Cast = { readonly ms: number } & (
  | { readonly vote: Vote; readonly feedback: JudgeFeedback }
  | { readonly vote: null; readonly message: string }
);

/**
 * Asks the judge about a stored trial. An answer that cannot be used is asked for again, with what was wrong with it; so
 * is, where evidence is taken strictly, one that passes something on evidence that does not exist, but only once.
 */
export async function judgeTrial(part: TrialPart, question: Question): Promise<Cast> {
  const first = await castVote(part, question, { complaint: null, before: 0 });
  if (first.vote === null || !part.campaign.run.config.strict_evidence) return first;
  const complaint = unfounded(first.vote, question.sources);
  if (complaint === null) return first;
  const second = await castVote(part, question, { complaint, before: part.campaign.run.config.retries + 1 });
  const fault = second.vote === null ? null : unfounded(second.vote, question.sources);
  return fault === null ? second : { vote: null, message: `the judge gave no such evidence: ${fault}`, ms: second.ms };
}

/** What is wrong with the evidence of a vote's passes; null when nothing is. */
function unfounded({ results }: Vote, sources: EvidenceSources): string | null {
  const numbers = results.flatMap(({ number, passed, evidence }) =>
    passed && !isFound(evidence, sources) ? [number] : [],
  );
  if (numbers.length === 0) return null;
  return `the evidence for ${numbers.join(', ')} stands word for word neither in transcript.md nor in outputs/`;
}

interface Asking {
  /** What was wrong with the answer before; null when there was none. */
  readonly complaint: string | null;
  /** Attempts that were set apart for what was asked before. */
  readonly before: number;
}

async function castVote(part: TrialPart, question: Question, { complaint: why, before }: Asking): Promise<Cast> {
  const { campaign, subject } = part;
  let complaint = why;
  const { answer, judgement, seed } = await withRetries(
    retryPolicy(campaign, { role: 'judge', purpose: subject.purpose, evalId: part.evalCase.id }),
    (number) =>
      inScratch(campaign, async (scratch) => {
        const attempt = before + number;
        const seed = seedOfCall(part, question, attempt);
        const answer = await askJudge(part, question, { scratch, attempt, seed, complaint });
        const judgement = withoutCanary(judgementIn(answer, question.asked), campaign.canaries);
        const value = { answer, judgement, seed };
        complaint = judgement.type === 'unusable' && answer.end.type === 'completed' ? judgement.message : why;
        return judgement.type === 'judged' ? { type: 'done', value } : attemptOf(answer, value);
      }),
  );
  haltIfThrottled(answer, 'judge');
  const ms = answer.durationMs;
  if (judgement.type === 'unusable') return { vote: null, message: judgement.message, ms };
  return { vote: voteIn(judgement, seed), feedback: judgement.feedback, ms };
}

function voteIn({ results }: Extract<Judgement, { type: 'judged' }>, seed: number): Vote {
  const numbers = [...results.keys()].sort((a, b) => a - b);
  return {
    seed,
    order: orderOf(numbers, seed),
    results: [...results]
      .map(([number, { passed, evidence }]) => ({ number, passed, evidence }))
      .sort((a, b) => a.number - b.number),
  };
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
  readonly scratch: string;
  readonly attempt: number;
  readonly seed: number;
  /** What was wrong with the answer before; null when there was none, or none that a word could mend. */
  readonly complaint: string | null;
}

async function askJudge(part: TrialPart, question: Question, call: JudgeCall): Promise<AgentAnswer> {
  const { campaign, subject, evalCase, trial } = part;
  const { purpose, iteration } = subject;
  const place = { role: 'judge', purpose, iteration, evalId: evalCase.id, trial, attempt: call.attempt } as const;
  const { complaint } = call;
  return callAgent(campaign, place, {
    prompt: judgePrompt(evalCase.prompt, inOrder(question.asked, call.seed), {
      complaint,
      canary: campaign.canaries.own,
    }),
    cwd: await stageJudge(part, question.place, call.scratch),
    home: join(call.scratch, 'home'),
    skill: null,
    schema: JUDGE_SCHEMA,
    timeoutMs: campaign.run.config.timeout_ms,
    seed: call.seed,
  });
}

function inOrder(asked: readonly Expectation[], seed: number): readonly Expectation[] {
  const order = orderOf(
    asked.map(({ number }) => number),
    seed,
  );
  return order.flatMap((number) => asked.filter((one) => one.number === number));
}

function seedOfCall({ campaign, subject, evalCase, trial }: TrialPart, { vote }: Question, attempt: number): number {
  const { iteration, treeHash, seedPurpose: purpose = subject.purpose } = subject;
  const runSeed = campaign.run.config.seed;
  return seedOf({ role: 'judge', purpose, iteration, evalId: evalCase.id, trial, attempt, runSeed, treeHash, vote });
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
