import type { Belief, LoopEvent } from '../core/events.ts';
import type { Role } from '../core/schema/trial.ts';

export type EvalMark =
  | { readonly type: 'waiting' }
  | {
      readonly type: 'running';
      readonly role: Role;
      /** The tool in use; empty while the agent thinks or writes. */
      readonly what: string;
      readonly call: string;
      readonly tools: number;
      /** When it last gave a sign, milliseconds since 1970. */
      readonly heardAt: number;
    }
  /** Run to be read: it has no expectations. */
  | { readonly type: 'ended' }
  | { readonly type: 'graded'; readonly passed: number; readonly total: number }
  | { readonly type: 'unmeasured'; readonly outcome: string };

/** An iteration under way, or a pass that belongs to none. */
export interface OpenWork {
  readonly what:
    | { readonly type: 'iteration'; readonly number: number }
    /** The number of the pass and its trials are null where nobody told. */
    | { readonly type: 'pass'; readonly purpose: string; readonly pass: number | null; readonly trials: number | null };
  readonly changelog: string | null;
  readonly improving: boolean;
  /** By the eval's id, in a pass with the version before it. */
  readonly marks: ReadonlyMap<string, EvalMark>;
  /** Evals that decide. */
  readonly deciding: ReadonlySet<string>;
  /** Trials after which an iteration is judged first. */
  readonly firstLook: number;
  /** Trials that decide: those that were begun, and how many of them have ended. */
  readonly begun: ReadonlySet<string>;
  readonly ended: number;
  /** What is believed of a candidate after its last look; null before. */
  readonly belief: Pick<Belief, 'p_better' | 'evals_seen' | 'evals_total'> | null;
}

type Started = Extract<LoopEvent, { event: 'iteration_started' }>;
type PassStarted = Extract<LoopEvent, { event: 'pass_started' }>;
type CallStarted = Extract<LoopEvent, { event: 'call_started' }>;
type TrialEnded = Extract<LoopEvent, { event: 'trial_ended' }>;

const NOTHING = {
  changelog: null,
  improving: false,
  marks: new Map<string, EvalMark>(),
  deciding: new Set<string>(),
  firstLook: 0,
  begun: new Set<string>(),
  ended: 0,
  belief: null,
};

export function iterationWork({ iteration, evals, first_look }: Started): OpenWork {
  return {
    ...NOTHING,
    what: { type: 'iteration', number: iteration },
    marks: new Map(evals.map((id) => [id, { type: 'waiting' }])),
    deciding: new Set(evals),
    firstLook: first_look ?? evals.length,
  };
}

export function passWork({ purpose, pass, trials }: PassStarted): OpenWork {
  return { ...NOTHING, what: { type: 'pass', purpose, pass, trials } };
}

/** Work of which nobody told that it began: a single eval, or trials graded anew. */
export function workOfCall({ purpose, iteration }: CallStarted): OpenWork {
  return purpose === 'iteration'
    ? { ...NOTHING, what: { type: 'iteration', number: iteration } }
    : { ...NOTHING, what: { type: 'pass', purpose, pass: null, trials: null } };
}

/** The name of the work that an event belongs to. */
export function workKey({ iteration, purpose }: { readonly iteration: number; readonly purpose?: string | undefined }) {
  return purpose === undefined || purpose === 'iteration' ? `iteration-${iteration}` : purpose;
}

/** Under which an eval is marked; null for a call that is about no eval. */
export function markKey(
  { what }: OpenWork,
  { iteration, eval_id }: { readonly iteration: number; readonly eval_id: string | null },
): string | null {
  return eval_id === null || what.type === 'iteration' ? eval_id : `v${iteration} ${eval_id}`;
}

const NO_SIGN = { type: 'running', what: '', tools: 0 } as const;

export function startCall(work: OpenWork, event: CallStarted): OpenWork {
  const { role, call, eval_id, trial } = event;
  if (role === 'improver') return { ...work, improving: true };
  const key = markKey(work, event);
  const begun = key !== null && decides(work, eval_id) ? new Set([...work.begun, `${key} ${trial}`]) : work.begun;
  return { ...marked(work, key, () => ({ ...NO_SIGN, role, call, heardAt: Date.parse(event.at) })), begun };
}

/** Of an eval that decides nothing, no more is told than that its call ended. */
export function endCall(work: OpenWork, call: string): OpenWork {
  const running = [...work.marks].find(([, mark]) => mark.type === 'running' && mark.call === call)?.[0] ?? null;
  return running === null || decides(work, running) ? work : marked(work, running, () => ({ type: 'ended' }));
}

export function endTrial(work: OpenWork, event: TrialEnded): OpenWork {
  const ended = work.ended + (decides(work, event.eval_id) ? 1 : 0);
  return { ...marked(work, markKey(work, event), () => markOf(event)), ended };
}

export function marked(work: OpenWork, key: string | null, change: (old: EvalMark) => EvalMark): OpenWork {
  if (key === null) return work;
  const old = work.marks.get(key) ?? { type: 'waiting' };
  return { ...work, marks: new Map([...work.marks, [key, change(old)]]) };
}

/** Trials that have ended, and those after which there is something to say; null where nobody knows. */
export function extentOf({ what, firstLook, begun, ended, deciding }: OpenWork): {
  readonly ended: number;
  readonly of: number | null;
} {
  if (what.type === 'pass') return { ended, of: what.trials };
  const pass = Math.max(1, deciding.size);
  return { ended, of: begun.size <= firstLook ? firstLook : Math.ceil(begun.size / pass) * pass };
}

function decides({ what, deciding }: OpenWork, evalId: string | null): boolean {
  return what.type === 'pass' || (evalId !== null && deciding.has(evalId));
}

function markOf(event: TrialEnded): EvalMark {
  return event.passed === null || event.total === null
    ? { type: 'unmeasured', outcome: event.outcome }
    : { type: 'graded', passed: event.passed, total: event.total };
}
