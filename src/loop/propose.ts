import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { notCalled } from '../agents/not-called.ts';
import type { AgentAnswer } from '../agents/port.ts';
import { limitTexts } from '../core/guardrails.ts';
import { type ImproverAnswer, improverAnswerSchema, type Proposal } from '../core/schema/proposal.ts';
import { jsonObjectIn } from '../evals/json-text.ts';
import { makeStage } from '../evals/stage.ts';
import { exists, isPlainFolder } from '../platform/exists.ts';
import { withRetries } from '../schedule/retries.ts';
import { cleanCell } from '../store/results.ts';
import { sha256 } from '../store/tree-hash.ts';
import { admitCandidate } from './admit-candidate.ts';
import { angleOf } from './angles.ts';
import { IMPROVER_SCHEMA, improverPrompt } from './brief.ts';
import { attemptOf, callAgent, haltIfThrottled, inScratch, retryPolicy } from './call.ts';
import { leakInGiven, leakInTexts, leakReason } from './find-leak.ts';
import type { ProposalPart } from './proposal-part.ts';
import { seedOf } from './seed.ts';
import { stageBrief } from './stage-brief.ts';
import { storeProposal } from './store-proposal.ts';
import { tell } from './tell.ts';

/** Asks the improver for an edit of the incumbent, which stands in `candidate/`, and stores what it made of it. */
export async function propose(part: ProposalPart): Promise<Proposal> {
  const { campaign } = part;
  const prompt = improverPrompt(campaign.skill.name, angleOf(part.seat), limitTexts(campaign.run.config.guardrails));
  const { proposal, answer } = await withRetries<Asked>(
    retryPolicy(campaign, { role: 'improver', purpose: 'iteration', evalId: null }),
    (attempt) =>
      inScratch(campaign, async (scratch) => {
        const stage = await makeStage(scratch);
        await stageBrief(part, stage.cwd);
        const given = await leakInGiven(campaign, { prompt, folders: { '': stage.cwd } });
        if (given !== null) {
          const answer = notCalled(campaign.run.agents.improver);
          return { type: 'done', value: { answer, proposal: await storeLeak(part, given, prompt) } };
        }
        const answer = await askImprover(part, { ...stage, prompt, attempt });
        if (answer.end.type !== 'completed') return attemptOf(answer, { answer, proposal: null });
        const proposal = await takeProposal(part, stage.cwd, { answer, prompt });
        return { type: 'done', value: { answer, proposal } };
      }),
  );
  haltIfThrottled(answer, 'improver');
  return proposal ?? storeNothing(part, answer, prompt);
}

interface Asked {
  readonly answer: AgentAnswer;
  /** null when the improver failed. */
  readonly proposal: Proposal | null;
}

interface ImproverCall {
  readonly cwd: string;
  readonly home: string;
  readonly prompt: string;
  readonly attempt: number;
}

function askImprover({ campaign, iteration, earlier }: ProposalPart, call: ImproverCall): Promise<AgentAnswer> {
  const place = {
    role: 'improver',
    purpose: 'iteration',
    iteration: iteration.number,
    evalId: null,
    trial: null,
    attempt: call.attempt,
  } as const;
  const treeHash = earlier.at(-1)?.proposal?.tree_hash ?? '';
  return callAgent(campaign, place, {
    prompt: call.prompt,
    cwd: call.cwd,
    home: call.home,
    skill: { name: campaign.skill.name, description: campaign.skill.description, dir: join(call.cwd, 'skill') },
    schema: IMPROVER_SCHEMA,
    timeoutMs: campaign.run.config.timeout_ms,
    seed: seedOf({ ...place, trial: 1, runSeed: campaign.run.config.seed, treeHash }),
  });
}

interface Answered {
  readonly answer: AgentAnswer;
  readonly prompt: string;
}

/** What an improver put in the folder's place, such as a link, is no skill and is never followed. */
function takeProposal(part: ProposalPart, cwd: string, { answer, prompt }: Answered): Promise<Proposal> {
  const { campaign } = part;
  return inScratch(campaign, async (empty) => {
    const skill = join(cwd, 'skill');
    const edited = (await isPlainFolder(skill)) ? skill : empty;
    if (await exists(join(edited, 'evals'))) {
      await rm(join(edited, 'evals'), { recursive: true });
      await tell(campaign, {
        event: 'warning',
        message: 'evals_changed: the improver wrote into evals/; that was put back',
      });
    }
    const admitted = await admitCandidate(part, edited);
    const told = leakInTexts(campaign.canaries, { "the improver's answer": JSON.stringify(answer) });
    const rejected = told === null ? admitted.rejected : leakReason(told);
    return storeProposal(part, { ...said(answer), ...admitted, rejected, ...costs(answer, prompt) });
  });
}

/** The improver failed: the candidate is the incumbent, and the iteration ends without a trial. */
async function storeNothing(part: ProposalPart, answer: AgentAnswer, prompt: string): Promise<Proposal> {
  const admitted = await admitCandidate(part, null);
  const why = answer.end.type === 'failed' ? answer.end.message : answer.end.type;
  const rejected = `drop: no proposal: ${cleanCell(why)}`;
  return storeProposal(part, { ...NOTHING, ...admitted, rejected, ...costs(answer, prompt) });
}

/** The improver would have been given a canary, and was not called. */
async function storeLeak(part: ProposalPart, place: string, prompt: string): Promise<Proposal> {
  const admitted = await admitCandidate(part, null);
  const free = costs(notCalled(part.campaign.run.agents.improver), prompt);
  return storeProposal(part, { ...NOTHING, ...admitted, rejected: leakReason(place), ...free });
}

const NOTHING = { changelog: '', hypothesis: '', expected_flips: [] };

function costs(answer: AgentAnswer, prompt: string) {
  return { usage: answer.usage, duration_ms: answer.durationMs, prompt_sha256: sha256(prompt) };
}

/** An improver without structured answers says what it did in the last line of its text. */
function said(answer: AgentAnswer): ImproverAnswer {
  const fits = (value: unknown): boolean => improverAnswerSchema.safeParse(value).success;
  const structured = improverAnswerSchema.safeParse(answer.structured ?? jsonObjectIn(answer.text, fits));
  if (structured.success) return structured.data;
  const lines = answer.text.split('\n').filter((line) => line.trim() !== '');
  return { changelog: lines.at(-1) ?? '', hypothesis: '', expected_flips: [] };
}
