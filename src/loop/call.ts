import { randomUUID } from 'node:crypto';
import { mapTexts } from '../agents/event-texts.ts';
import type { AgentAnswer, AgentCall, AgentEvent } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import { capReached } from '../core/budget.ts';
import type { Role } from '../core/schema/trial.ts';
import { createScratch } from '../platform/scratch.ts';
import { removeTree } from '../platform/tree-remove.ts';
import type { Attempt, RetryPolicy } from '../schedule/retries.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { tell } from './tell.ts';

/** Which part of the run a call belongs to. */
export interface CallPlace {
  readonly role: Role;
  readonly iteration: number;
  readonly evalId: string | null;
  readonly trial: number | null;
  readonly attempt: number;
}

export type CallRequest = Pick<AgentCall, 'prompt' | 'cwd' | 'home' | 'skill' | 'schema' | 'timeoutMs' | 'seed'>;

/** Milliseconds that a call waits for a throttling service before the run is stopped. */
const PATIENCE_MS = 15 * 60_000;

/** How often a call of this run is tried again, and how long it waits. */
export function retryPolicy({ run, clock, stop }: Campaign): RetryPolicy {
  return { retries: run.config.retries, patienceMs: PATIENCE_MS, clock, signal: stop.abort };
}

/**
 * The one door to an agent: refuses when the run shall end or a cap is reached, notes the call before it starts and
 * after it ended. Trouble that no retry can mend (a missing login) halts the run.
 */
export async function callAgent(campaign: Campaign, place: CallPlace, request: CallRequest): Promise<AgentAnswer> {
  admit(campaign, place.role);
  const call = randomUUID();
  const { role, iteration, attempt } = place;
  const where = { iteration, eval_id: place.evalId, trial: place.trial };
  await tell(campaign, { event: 'call_started', call, role, ...where, attempt });
  const answer = await campaign.agents[role].run({
    ...request,
    role,
    maxUsd: campaign.run.config.max_call_usd,
    marker: `${campaign.run.run_id}/${call}`,
    passEnv: campaign.passEnv,
    signal: campaign.stop.abort,
    onEvent: (event) =>
      campaign.emit({
        event: 'activity',
        call,
        iteration,
        eval_id: place.evalId,
        what: campaign.redact(signOfLife(event)),
      }),
  });
  const clean = redactAnswer(answer, campaign);
  await tell(campaign, {
    event: 'call_ended',
    call,
    ...endFacts(clean),
    usage: clean.usage,
    duration_ms: clean.durationMs,
  });
  haltIfHopeless(clean, role);
  return clean;
}

/** How the retries see an answer that is of no use: a throttled call waits, an interrupted one ends, every other failure is tried again. */
export function attemptOf<T>(answer: AgentAnswer, value: T): Attempt<T> {
  const { end } = answer;
  if (end.type === 'failed' && (end.kind === 'rate_limit' || end.kind === 'overload')) {
    return { type: 'throttled', value, retryAfterMs: end.retryAfterMs };
  }
  return { type: end.type === 'interrupted' ? 'done' : 'failed', value };
}

/** Trouble of the environment that outlasted the patience is no evidence about the skill: it halts the run. */
export function haltIfThrottled(answer: AgentAnswer, role: Role): void {
  const { end } = answer;
  if (end.type === 'failed' && (end.kind === 'rate_limit' || end.kind === 'overload')) {
    throw new RunHalted(
      'agent_unavailable',
      `The ${role}'s service did not answer in time (${end.kind}): ${end.message}`,
    );
  }
}

/** Runs `work` in a fresh scratch folder that is gone afterwards, whatever happens. */
export async function inScratch<T>(campaign: Campaign, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await createScratch(campaign.run.run_id);
  try {
    return await work(folder);
  } finally {
    await removeTree(folder);
  }
}

function admit(campaign: Campaign, role: Role): void {
  if (campaign.stop.requested()) throw new RunHalted('user', 'The run was stopped.');
  const cap = capReached(campaign.limits, campaign.journal.spend(), role === 'executor' ? 1 : 0);
  if (cap !== null) throw new RunHalted(cap, `The cap on ${cap} is reached.`);
}

function endFacts({ end }: AgentAnswer) {
  return end.type === 'failed'
    ? { end: end.type, kind: end.kind, message: end.message }
    : { end: end.type, kind: null, message: null };
}

function haltIfHopeless({ end }: AgentAnswer, role: Role): void {
  if (end.type === 'interrupted') throw new RunHalted('user', 'The run was interrupted.');
  if (end.type === 'failed' && end.kind === 'auth') {
    throw new RunHalted('agent_unavailable', `The ${role} agent refused to work: ${end.message}`);
  }
}

function redactAnswer(answer: AgentAnswer, { redact }: Campaign): AgentAnswer {
  const { end } = answer;
  return {
    ...answer,
    end: end.type === 'failed' ? { ...end, message: redact(end.message) } : end,
    text: redact(answer.text),
    log: redact(answer.log),
    structured: redactJson(answer.structured, redact),
    events: answer.events.map((event) =>
      mapTexts(event, { text: redact, input: (input) => redactJson(input, redact) }),
    ),
  };
}

/** The value with every text of it, keys too, redacted. */
function redactJson(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, redact));
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactJson(item, redact)]));
}

/** The tool in use; nothing while the agent thinks or writes. */
function signOfLife(event: AgentEvent): string {
  return event.type === 'tool_call' ? event.name : '';
}
