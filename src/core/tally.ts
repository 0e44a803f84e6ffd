import { cellOf } from './cells.ts';
import type { RunEvent } from './events.ts';
import { ROLES, type Role } from './schema/trial.ts';
import type { Usage } from './schema/usage.ts';

/** What one call may cost or did cost. null is unknown, never 0. */
export interface Price {
  readonly cost_usd: number | null;
  readonly tokens: number | null;
}

/** What the ended calls of a role used; sums of what is known, with the number of calls of which it is not. */
interface RoleTally {
  readonly started: number;
  readonly ended: number;
  readonly completed: number;
  /** Ended because the service asked for less: nothing was done. */
  readonly turnedAway: number;
  readonly cost_usd: number;
  readonly costUnknown: number;
  readonly tokens: number;
  readonly tokensUnknown: number;
  readonly duration_ms: number;
  /** The dearest ended call. */
  readonly dearest: Price;
}

/** What a run has used so far, folded from its events one by one. */
export interface Tally {
  readonly roles: Readonly<Record<Role, RoleTally>>;
  /** What completed calls of each executor told, by its name within the run; the first or only one is ''. */
  readonly executors: ReadonlyMap<string, Pick<RoleTally, 'completed' | 'dearest'>>;
  /** Calls that were started and did not end, with the price that was reserved for them; a kill leaves them for ever. */
  readonly open: ReadonlyMap<string, { readonly role: Role; readonly agent: string; readonly price: Price }>;
  /** Calls that failed since one completed or the program was started. */
  readonly failedInARow: number;
  /** Milliseconds during which skillratchet was at work, over all its starts. */
  readonly duration_ms: number;
  readonly lastAt: number | null;
}

/** What a run or a part of it used, as shown. A call that was started counts, whether it ended or not. */
export interface Spend {
  readonly calls: number;
  /** Executor calls. */
  readonly trials: number;
  /** null when any part of it is unknown. */
  readonly cost_usd: number | null;
  readonly tokens: number | null;
  readonly duration_ms: number;
}

const UNKNOWN: Price = { cost_usd: null, tokens: null };
const NOTHING: RoleTally = {
  started: 0,
  ended: 0,
  completed: 0,
  turnedAway: 0,
  cost_usd: 0,
  costUnknown: 0,
  tokens: 0,
  tokensUnknown: 0,
  duration_ms: 0,
  dearest: UNKNOWN,
};

export const EMPTY_TALLY: Tally = {
  roles: { executor: NOTHING, judge: NOTHING, improver: NOTHING },
  executors: new Map(),
  open: new Map(),
  failedInARow: 0,
  duration_ms: 0,
  lastAt: null,
};

/** The tally after an event. The time between two events counts unless a start of the program lies between them; a clock that went back adds nothing. */
export function foldTally(tally: Tally, event: RunEvent): Tally {
  const time = Date.parse(event.at);
  const gap = tally.lastAt === null || event.event === 'run_started' ? 0 : Math.max(0, time - tally.lastAt);
  const timed = { ...tally, duration_ms: tally.duration_ms + gap, lastAt: time };
  if (event.event === 'run_started') return { ...timed, failedInARow: 0 };
  if (event.event === 'call_started') return started(timed, event);
  return event.event === 'call_ended' ? ended(timed, event) : timed;
}

export function tallyOf(events: readonly RunEvent[]): Tally {
  return events.reduce(foldTally, EMPTY_TALLY);
}

function started(tally: Tally, { call, role, reserved, eval_id }: Extract<RunEvent, { event: 'call_started' }>): Tally {
  const before = tally.roles[role];
  const agent = cellOf(eval_id ?? '').agent ?? '';
  return {
    ...tally,
    roles: { ...tally.roles, [role]: { ...before, started: before.started + 1 } },
    open: new Map(tally.open).set(call, { role, agent, price: reserved }),
  };
}

type CallEnded = Extract<RunEvent, { event: 'call_ended' }>;

function ended(tally: Tally, event: CallEnded): Tally {
  const call = tally.open.get(event.call);
  if (call === undefined) return tally;
  const { role, agent } = call;
  const [before, price] = [tally.roles[role], priceOf(event.usage)];
  const completed = event.end === 'completed' ? 1 : 0;
  const after: RoleTally = {
    ...before,
    ended: before.ended + 1,
    completed: before.completed + completed,
    turnedAway: before.turnedAway + (isTurnedAway(event.kind) ? 1 : 0),
    cost_usd: before.cost_usd + (price.cost_usd ?? 0),
    costUnknown: before.costUnknown + (price.cost_usd === null ? 1 : 0),
    tokens: before.tokens + (price.tokens ?? 0),
    tokensUnknown: before.tokensUnknown + (price.tokens === null ? 1 : 0),
    duration_ms: before.duration_ms + event.duration_ms,
    dearest: dearerOf(before.dearest, price),
  };
  const own = tally.executors.get(agent) ?? NOTHING;
  const told = { completed: own.completed + completed, dearest: dearerOf(own.dearest, price) };
  const executors = role === 'executor' ? new Map([...tally.executors, [agent, told]]) : tally.executors;
  const open = new Map(tally.open);
  open.delete(event.call);
  return {
    ...tally,
    roles: { ...tally.roles, [role]: after },
    executors,
    open,
    failedInARow: failedInARow(tally, event),
  };
}

/** A call that was turned away or interrupted says nothing of the agent. */
function failedInARow({ failedInARow: before }: Tally, { end, kind }: CallEnded): number {
  if (end === 'completed') return 0;
  return end === 'interrupted' || isTurnedAway(kind) ? before : before + 1;
}

function isTurnedAway(kind: CallEnded['kind']): boolean {
  return kind === 'rate_limit' || kind === 'overload';
}

/** Input and output tokens together; unknown when either is. */
export function priceOf({ cost_usd, input_tokens, output_tokens }: Usage): Price {
  const tokens = input_tokens === null || output_tokens === null ? null : input_tokens + output_tokens;
  return { cost_usd, tokens };
}

function dearerOf(a: Price, b: Price): Price {
  return { cost_usd: larger(a.cost_usd, b.cost_usd), tokens: larger(a.tokens, b.tokens) };
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** The dearest call of a role so far: what the next one is expected to cost at most. */
export function dearest(tally: Tally, role: Role): Price {
  return tally.roles[role].dearest;
}

/** What is used or reserved: ended calls of an unknown price count as the dearest of their role, open ones as reserved. */
export function committed(tally: Tally): {
  readonly trials: number;
  readonly cost_usd: number;
  readonly tokens: number;
} {
  let [cost_usd, tokens] = [0, 0];
  for (const role of ROLES) {
    const known = tally.roles[role];
    cost_usd += known.cost_usd + known.costUnknown * (known.dearest.cost_usd ?? 0);
    tokens += known.tokens + known.tokensUnknown * (known.dearest.tokens ?? 0);
  }
  for (const { role, price } of tally.open.values()) {
    cost_usd += price.cost_usd ?? tally.roles[role].dearest.cost_usd ?? 0;
    tokens += price.tokens ?? tally.roles[role].dearest.tokens ?? 0;
  }
  return { trials: trialsIn(tally), cost_usd, tokens };
}

/** Executor calls that were started. One that the service turned away ran no trial. */
function trialsIn({ roles: { executor } }: Tally): number {
  return executor.started - executor.turnedAway;
}

/** The tally at a moment (milliseconds since 1970) at which nothing happened: only time has passed. */
export function tallyAt(tally: Tally, now: number): Tally {
  const gap = tally.lastAt === null ? 0 : Math.max(0, now - tally.lastAt);
  return { ...tally, duration_ms: tally.duration_ms + gap, lastAt: now };
}

/**
 * The agent of a role of which calls have completed, and none of them told what it took: its name among several
 * executors, '' for the first or only agent of its role; null where there is none.
 */
export function silentAgent(tally: Tally, role: Role, what: keyof Price): string | null {
  const agents = role === 'executor' ? [...tally.executors] : [['', tally.roles[role]] as const];
  const silent = agents.find(([, { completed, dearest: price }]) => completed > 0 && price[what] === null);
  return silent?.[0] ?? null;
}

/** What calls used, from their events in order. */
export function spendOf(events: readonly RunEvent[]): Spend {
  return spendIn(tallyOf(events));
}

/** What is shown of a tally, of one role or of all. Money and tokens are unknown while any part of them is. */
export function spendIn(tally: Tally, roles: readonly Role[] = ROLES): Spend {
  const parts = roles.map((role) => tally.roles[role]);
  const sum = (pick: (part: RoleTally) => number) => parts.reduce((total, part) => total + pick(part), 0);
  const calls = sum((part) => part.started);
  const isWhole = calls > 0 && calls === sum((part) => part.ended);
  return {
    calls,
    trials: roles.includes('executor') ? trialsIn(tally) : 0,
    cost_usd: isWhole && sum((part) => part.costUnknown) === 0 ? sum((part) => part.cost_usd) : null,
    tokens: isWhole && sum((part) => part.tokensUnknown) === 0 ? sum((part) => part.tokens) : null,
    duration_ms: roles.length === ROLES.length ? tally.duration_ms : sum((part) => part.duration_ms),
  };
}

/** What each role used; a role that was never called used nothing that is known. */
export type RoleSpend = Readonly<Record<Role, Omit<Spend, 'trials'>>>;

export function spendByRole(tally: Tally): RoleSpend {
  const of = (role: Role) => {
    const { trials: _trials, ...spend } = spendIn(tally, [role]);
    return spend;
  };
  return { executor: of('executor'), judge: of('judge'), improver: of('improver') };
}

/** What the calls of one iteration used, role by role; those of passes that belong to no iteration are not its own. */
export function tallyOfIteration(events: readonly RunEvent[], iteration: number): Tally {
  const isOwn = (event: RunEvent) =>
    event.event === 'call_started' && event.iteration === iteration && event.purpose === 'iteration';
  const own = new Set(events.flatMap((event) => (event.event === 'call_started' && isOwn(event) ? [event.call] : [])));
  return tallyOf(events.filter((event) => isOfCall(event) && own.has(event.call)));
}

function isOfCall(event: RunEvent): event is Extract<RunEvent, { event: 'call_started' | 'call_ended' }> {
  return event.event === 'call_started' || event.event === 'call_ended';
}
