import { randomUUID } from 'node:crypto';
import { mapTexts } from '../agents/event-texts.ts';
import type { AgentAnswer, AgentCall, AgentEnd, AgentEvent } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import { capReached, capsFor } from '../core/budget.ts';
import { agentOf } from '../core/cells.ts';
import { agentsIn } from '../core/schema/run.ts';
import { ROLES, type Role } from '../core/schema/trial.ts';
import { dearest, silentAgent, tallyAt } from '../core/tally.ts';
import { createScratch } from '../platform/scratch.ts';
import { removeTree } from '../platform/tree-remove.ts';
import type { Attempt, RetryPolicy } from '../schedule/retries.ts';
import type { Waiter } from '../schedule/scheduler.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { confinerOf, wallOf } from './confine.ts';
import { agentFor } from './executors.ts';
import { processLog } from './process-log.ts';
import { tell } from './tell.ts';
import { withinLimits } from './within-limits.ts';

/** Which part of the run a call belongs to. */
export interface CallPlace {
  readonly role: Role;
  /** As of its subject; `iteration` for the improver. */
  readonly purpose: string;
  readonly iteration: number;
  readonly evalId: string | null;
  readonly trial: number | null;
  readonly attempt: number;
}

/** Whose call it is, and for what. */
type Caller = Pick<CallPlace, 'role' | 'purpose' | 'evalId'>;

export type CallRequest = Pick<AgentCall, 'prompt' | 'cwd' | 'home' | 'skill' | 'schema' | 'timeoutMs' | 'seed'>;

/** Milliseconds that a call waits for a throttling service before the run is stopped. */
const PATIENCE_MS = 15 * 60_000;
/** The longest wait that a service may name: subscriptions are reset every few hours. */
const LONGEST_RESET_MS = 6 * 3_600_000;

/** How often a call of this run is tried again, and how long it waits. */
export function retryPolicy(campaign: Campaign, place: Caller): RetryPolicy {
  return {
    retries: campaign.run.config.retries,
    patienceMs: PATIENCE_MS,
    longestResetMs: LONGEST_RESET_MS,
    pause: (ms) => campaign.scheduler.pause(ms, waiterFor(campaign, place)),
  };
}

function waiterFor(campaign: Campaign, place: Caller): Waiter {
  return {
    agent: agentFor(campaign, place).name,
    hopeless: () => whyHalt(campaign, place) !== null,
  };
}

/**
 * The one door to an agent: refuses when the run shall end or a cap is reached, notes the call before it starts and
 * after it ended. Trouble that no retry can mend (a missing login) halts the run.
 */
export function callAgent(campaign: Campaign, place: CallPlace, request: CallRequest): Promise<AgentAnswer> {
  return campaign.scheduler.call({
    ...waiterFor(campaign, place),
    async work() {
      await campaign.stop.untilResumed?.();
      return makeCall(campaign, place, request);
    },
    turnedAway: ({ end }) => (isThrottled(end) ? end : null),
  });
}

async function makeCall(campaign: Campaign, place: CallPlace, request: CallRequest): Promise<AgentAnswer> {
  const halt = whyHalt(campaign, place);
  if (halt !== null) throw halt;
  const call = randomUUID();
  const { role, iteration, attempt } = place;
  const where = { iteration, eval_id: place.evalId, trial: place.trial };
  await tell(campaign, {
    event: 'call_started',
    call,
    role,
    purpose: place.purpose,
    ...where,
    attempt,
    reserved: dearest(campaign.journal.tally(), role),
  });
  const asked = agentCall(campaign, { role, call }, request);
  const processes = processLog(campaign, {
    ...{ purpose: 'agent', call },
    folders: { work: request.cwd, home: request.home },
  });
  const answer = await withinLimits(campaign.run.config.call_limits, asked, (held) =>
    agentFor(campaign, place).run({
      ...held,
      confine: processes.noting(asked.confine),
      onEvent: (event) =>
        campaign.emit({
          event: 'activity',
          at: new Date(campaign.clock.now()).toISOString(),
          call,
          iteration,
          eval_id: place.evalId,
          what: campaign.redact(signOfLife(event)),
        }),
    }),
  );
  const clean = redactAnswer(answer, campaign);
  const ended = { ...endFacts(clean), usage: clean.usage, duration_ms: clean.durationMs };
  // Side by side: they share a flush, and a disk that fails is met once.
  await Promise.all([processes.write(), tell(campaign, { event: 'call_ended', call, ...ended })]);
  haltIfHopeless(clean, titleOf(campaign, place));
  return clean;
}

/** What an agent is told of a call that nobody watches. */
export function agentCall(
  campaign: Campaign,
  { role, call }: { readonly role: Role /** Unlike that of every other call. */; readonly call: string },
  request: CallRequest,
): AgentCall {
  return {
    ...request,
    role,
    maxUsd: campaign.run.config.max_call_usd,
    marker: `${campaign.run.run_id}/${call}`,
    passEnv: campaign.passEnv,
    hidden: campaign.hidden,
    confine: confinerOf(wallOf(campaign), { ...request, role }),
    signal: campaign.stop.abort,
    onEvent: () => undefined,
  };
}

/** How the retries see an answer that is of no use: a throttled call waits, an interrupted one ends, every other failure is tried again. */
export function attemptOf<T>(answer: AgentAnswer, value: T): Attempt<T> {
  const { end } = answer;
  if (isThrottled(end)) return { type: 'throttled', value, retryAfterMs: end.retryAfterMs };
  return { type: end.type === 'interrupted' ? 'done' : 'failed', value };
}

/** Trouble of the environment that outlasted the patience is no evidence about the skill: it halts the run. */
export function haltIfThrottled({ end }: AgentAnswer, role: Role): void {
  if (!isThrottled(end)) return;
  throw new RunHalted(
    'agent_unavailable',
    `The ${role}'s service did not answer in time (${end.kind}): ${end.message}`,
  );
}

function isThrottled(end: AgentEnd): end is Extract<AgentEnd, { type: 'failed' }> {
  return end.type === 'failed' && (end.kind === 'rate_limit' || end.kind === 'overload');
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

/** Why no further call of a role may be made; null when one may. */
function whyHalt(campaign: Campaign, { role, purpose }: Pick<CallPlace, 'role' | 'purpose'>): RunHalted | null {
  if (campaign.stop.requested()) return new RunHalted('user', 'The run was stopped.');
  const unheld = unheldCap(campaign);
  if (unheld !== null) return unheld;
  const { failedInARow } = campaign.journal.tally();
  const { max_errors } = campaign.limits;
  if (max_errors !== null && failedInARow >= max_errors) {
    return new RunHalted('errors', `${failedInARow} calls in a row failed; --max-errors allows no more.`);
  }
  const caps = capsFor(campaign.bounds, purpose);
  const tally = tallyAt(campaign.journal.tally(), campaign.clock.now());
  const cap = capReached(caps, tally, { role, trials: role === 'executor' ? 1 : 0 });
  return cap === null ? null : new RunHalted(cap, `The cap on ${cap} is reached.`);
}

/** A cap on what an agent never reports cannot be held; null where every cap can, as far as is known. */
function unheldCap({ limits, agents, journal }: Campaign): RunHalted | null {
  const caps = [
    { what: 'money', flag: '--max-cost', price: 'cost_usd', asked: limits.max_cost_usd },
    { what: 'tokens', flag: '--max-tokens', price: 'tokens', asked: limits.max_tokens },
  ] as const;
  for (const { what, flag, price, asked } of caps) {
    const silent = ROLES.map((role) => ({
      role,
      name: asked === null ? null : silentAgent(journal.tally(), role, price),
    }));
    const { role, name } = silent.find((one) => one.name !== null) ?? {};
    if (role === undefined) continue;
    const why = `The ${role} ${name || agents[role].name} does not report its ${what}, so ${flag} cannot be held`;
    return new RunHalted('unpriced', `${why}: use ${flag} none, and --max-trials or --max-time instead.`);
  }
  return null;
}

function endFacts({ end }: AgentAnswer) {
  return end.type === 'failed'
    ? { end: end.type, kind: end.kind, message: end.message }
    : { end: end.type, kind: null, message: null };
}

/** `executor`, or of several `executor codex`. */
function titleOf({ further, run }: Campaign, { role, evalId }: Caller): string {
  const isOneOfMany = role === 'executor' && evalId !== null && further.size > 0;
  return isOneOfMany ? `${role} ${agentOf(evalId, agentsIn(run.config))}` : role;
}

function haltIfHopeless({ end }: AgentAnswer, title: string): void {
  if (end.type === 'interrupted') throw new RunHalted('user', 'The run was interrupted.');
  if (end.type === 'failed' && end.kind === 'auth') {
    throw new RunHalted('agent_unavailable', `The ${title} agent refused to work: ${end.message}`);
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
