import type { LoopEvent } from '../core/events.ts';
import type { Role } from '../core/schema/trial.ts';

export type EvalMark =
  | { readonly type: 'waiting' }
  | { readonly type: 'running'; readonly role: Role; readonly what: string; readonly call: string }
  /** Run to be read: it has no expectations. */
  | { readonly type: 'ended' }
  | { readonly type: 'graded'; readonly passed: number; readonly total: number }
  | { readonly type: 'unmeasured'; readonly outcome: string };

/** What a person who watches a run wants to know, folded from its events. */
export interface Progress {
  readonly skill: string;
  readonly startedAt: number;
  readonly iteration: number;
  readonly evals: ReadonlyMap<string, EvalMark>;
  /** Those that decide. */
  readonly graded: ReadonlySet<string>;
  readonly improving: boolean;
  readonly changelog: string | null;
  readonly incumbent: string | null;
  readonly bestScore: string | null;
  readonly calls: number;
  /** US dollars; null as soon as a call did not tell. */
  readonly cost: number | null;
}

export function startProgress(now: number): Progress {
  return {
    skill: '',
    startedAt: now,
    iteration: 0,
    evals: new Map(),
    graded: new Set(),
    improving: false,
    changelog: null,
    incumbent: null,
    bestScore: null,
    calls: 0,
    cost: 0,
  };
}

/** The progress after an event. */
export function foldProgress(progress: Progress, event: LoopEvent): Progress {
  switch (event.event) {
    case 'run_started':
      return { ...progress, skill: event.skill };
    case 'iteration_started':
      return {
        ...progress,
        iteration: event.iteration,
        incumbent: event.incumbent,
        changelog: null,
        evals: waiting(event.evals),
        graded: new Set(event.evals),
      };
    case 'call_started':
      return startCall(progress, event);
    case 'call_ended':
      return endCall(progress, event);
    case 'activity':
      return mark(progress, event.eval_id, (old) => (old.type === 'running' ? { ...old, what: event.what } : old));
    case 'proposed':
      return { ...progress, improving: false, changelog: event.changelog };
    case 'trial_ended':
      return mark(progress, event.eval_id, () => markOf(event));
    case 'decided':
      return { ...progress, bestScore: event.best_score, incumbent: incumbentAfter(progress, event) };
    case 'warning':
    case 'run_stopped':
      return progress;
  }
}

type Decided = Extract<LoopEvent, { event: 'decided' }>;

/** "iteration 2 reverted 0.72: Error handling rewrite (score 0.72 <= 0.78)" */
export function decisionLine({ iteration, action, score, reason, changelog }: Decided): string {
  const head = `iteration ${iteration} ${action} ${score === '' ? 'unmeasured' : score}`;
  return action === 'baseline' ? head : `${head}: ${changelog} (${reason.replace(/^(keep|drop): /, '')})`;
}

function incumbentAfter(progress: Progress, { action, iteration }: Decided): string | null {
  return action === 'reverted' ? progress.incumbent : `v${iteration}`;
}

function waiting(ids: readonly string[]): ReadonlyMap<string, EvalMark> {
  return new Map(ids.map((id) => [id, { type: 'waiting' }]));
}

function startCall(progress: Progress, event: Extract<LoopEvent, { event: 'call_started' }>): Progress {
  const started = { ...progress, calls: progress.calls + 1, improving: event.role === 'improver' };
  return mark(started, event.eval_id, () => ({ type: 'running', role: event.role, what: '', call: event.call }));
}

function endCall(progress: Progress, event: Extract<LoopEvent, { event: 'call_ended' }>): Progress {
  const cost = progress.cost === null || event.usage.cost_usd === null ? null : progress.cost + event.usage.cost_usd;
  const ended =
    [...progress.evals].find(([, mark]) => mark.type === 'running' && mark.call === event.call)?.[0] ?? null;
  const isGraded = ended === null || progress.graded.has(ended);
  return mark({ ...progress, cost }, isGraded ? null : ended, () => ({ type: 'ended' }));
}

function markOf(event: Extract<LoopEvent, { event: 'trial_ended' }>): EvalMark {
  return event.passed === null || event.total === null
    ? { type: 'unmeasured', outcome: event.outcome }
    : { type: 'graded', passed: event.passed, total: event.total };
}

function mark(progress: Progress, evalId: string | null, change: (old: EvalMark) => EvalMark): Progress {
  if (evalId === null) return progress;
  const old = progress.evals.get(evalId) ?? { type: 'waiting' };
  return { ...progress, evals: new Map([...progress.evals, [evalId, change(old)]]) };
}
