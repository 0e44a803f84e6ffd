import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type VoteRecord, voteRecordSchema } from '../core/schema/vote.ts';
import { votesNeeded } from '../core/votes.ts';
import { type Judged, judgedExpectations } from '../evals/grading.ts';
import { evidenceSources } from '../evals/judge-sources.ts';
import { writeJson } from '../platform/atomic.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { type Cast, judgeTrial } from './judge-trial.ts';
import type { TrialPart } from './trial-part.ts';

/** Which trial is judged, and where its votes wait for the grading. */
export interface VotesPlace {
  readonly from: TrialPlace;
  readonly to: TrialPlace;
  /** The content address of the grading. */
  readonly key: string;
}

/** Enough usable votes, or why there are too few; `ms` is what the last calls of all votes took together. */
export type Votes = { readonly ms: number } & (
  | { readonly judged: Judged }
  | { readonly judged: null; readonly message: string }
);

/** Asks the judge about a stored trial as often as the run says, one after the other; what was answered is never asked again. */
export async function judgeVotes(part: TrialPart, { from, to, key }: VotesPlace): Promise<Votes> {
  const asked = part.campaign.run.config.judge_votes;
  const sources = await evidenceSources(from, part.evalCase.prompt);
  const records: VoteRecord[] = [];
  for (let vote = 1; vote <= asked; vote += 1) {
    const stored = await readRecord(to.vote(vote), voteRecordSchema);
    const question = { place: from, asked: judgedExpectations(part.evalCase), sources, vote };
    const record = stored?.key === key ? stored : recordOf(key, await judgeTrial(part, question));
    if (record !== stored) await keep(to.vote(vote), record);
    records.push(record);
  }
  const ms = records.reduce((sum, one) => sum + one.ms, 0);
  const votes = records.flatMap(({ vote }) => vote ?? []);
  const message = records.find((one) => one.message !== null)?.message ?? 'the judge gave no usable answer';
  if (votes.length < votesNeeded(asked)) return { judged: null, message, ms };
  return { judged: { asked, votes, feedback: feedbackIn(records), sources }, ms };
}

async function keep(path: string, record: VoteRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeJson(path, record);
}

function recordOf(key: string, cast: Cast): VoteRecord {
  const { ms, vote } = cast;
  const known = { schema_version: 1, key, vote, ms } as const;
  if (cast.vote === null) return { ...known, message: cast.message, feedback: { suggestions: [], overall: '' } };
  const { suggestions, overall } = cast.feedback;
  return { ...known, message: null, feedback: { suggestions: [...suggestions], overall } };
}

/** Every suggestion once, and what the first vote says of the whole. */
function feedbackIn(records: readonly VoteRecord[]): Judged['feedback'] {
  const suggestions = records.flatMap(({ feedback }) => feedback.suggestions);
  return {
    suggestions: suggestions.filter(
      ({ assertion }, index) => suggestions.findIndex((other) => other.assertion === assertion) === index,
    ),
    overall: records.find(({ feedback }) => feedback.overall !== '')?.feedback.overall ?? '',
  };
}
