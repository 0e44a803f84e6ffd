import type { Caps } from '../core/budget.ts';
import type { LoopEvent } from '../core/events.ts';
import type { committed } from '../core/tally.ts';
import {
  type EvalMark,
  endCall,
  endTrial,
  iterationWork,
  marked,
  type OpenWork,
  passWork,
  startCall,
  workKey,
  workOfCall,
} from './open-work.ts';

/** What a person who watches a run wants to know, folded from its events. */
export interface Progress {
  readonly skill: string;
  readonly startedAt: number;
  /** What is under way, in the order in which it began; iterations that were proposed together are all open. */
  readonly open: ReadonlyMap<string, OpenWork>;
  /** The last iteration that was decided; -1 before the baseline. */
  readonly decided: number;
  readonly incumbent: string | null;
  readonly bestScore: string | null;
  /** The standard deviation of what is believed of that score; null where nobody told. */
  readonly bestSd: number | null;
  /** Calls of this start, and those of them that have ended. */
  readonly calls: number;
  readonly callsEnded: number;
  /** US dollars of those; null as soon as one of them did not tell. */
  readonly cost: number | null;
  /** What may be used, and what was before this start; null where nobody said. */
  readonly budget: Budget | null;
  /** How fast iterations are decided; null before the first one of this start is begun. */
  readonly pace: Pace | null;
  /** Executor calls of this start. */
  readonly trials: number;
  /** Nothing is begun until the person says so. */
  readonly paused: boolean;
  /** Whose service is waited for, and until when (milliseconds since 1970); null while calls are made. */
  readonly waiting: { readonly agent: string; readonly until: number } | null;
}

export interface Budget {
  readonly caps: Caps;
  readonly before: ReturnType<typeof committed>;
  /** The last iteration that may be begun. */
  readonly iterations: number;
}

/** Of the iterations of this start, the baseline left out: it has no improver and no early end. Milliseconds since 1970. */
export interface Pace {
  readonly since: number;
  readonly decided: number;
  /** When the last of them was decided; null before. */
  readonly last: number | null;
}

export function startProgress(now: number): Progress {
  return {
    skill: '',
    startedAt: now,
    open: new Map(),
    decided: -1,
    incumbent: null,
    bestScore: null,
    bestSd: null,
    calls: 0,
    callsEnded: 0,
    cost: 0,
    budget: null,
    pace: null,
    trials: 0,
    paused: false,
    waiting: null,
  };
}

/** The progress after an event. */
export function foldProgress(progress: Progress, event: LoopEvent): Progress {
  switch (event.event) {
    case 'run_started':
      return { ...progress, skill: event.skill, open: new Map() };
    case 'iteration_started':
      return {
        ...progress,
        incumbent: event.incumbent,
        pace: event.iteration === 0 ? null : (progress.pace ?? { since: Date.parse(event.at), decided: 0, last: null }),
        open: new Map([...iterationsIn(progress), [workKey(event), iterationWork(event)]]),
      };
    case 'pass_started':
      return { ...progress, open: new Map([[event.purpose, passWork(event)]]) };
    case 'call_started':
      return beginCall(progress, event);
    case 'call_ended':
      return finishCall(progress, event);
    case 'activity':
      return changeEach(progress, (work) => alive(work, event));
    case 'proposed':
      return change(progress, workKey(event), (work) => ({ ...work, improving: false, changelog: event.changelog }));
    case 'trial_ended':
      return change(progress, workKey(event), (work) => endTrial(work, event));
    case 'decided':
      return decide(progress, event);
    case 'standing':
      return { ...progress, incumbent: event.best, bestScore: event.score, bestSd: event.sd };
    case 'waiting':
      return { ...progress, waiting: { agent: event.agent, until: Date.parse(event.at) + event.left_ms } };
    case 'belief':
      return change(progress, workKey(event), (work) => ({ ...work, belief: event }));
    case 'process_run':
    case 'candidate_changed':
    case 'noise':
    case 'warning':
    case 'run_stopped':
      return progress;
  }
}

/** A pass that belongs to no iteration is over when an iteration begins. */
function iterationsIn({ open }: Progress): readonly (readonly [string, OpenWork])[] {
  return [...open].filter(([, { what }]) => what.type === 'iteration');
}

function beginCall(progress: Progress, event: Extract<LoopEvent, { event: 'call_started' }>): Progress {
  const trials = progress.trials + (event.role === 'executor' ? 1 : 0);
  const counted = { ...progress, waiting: null, calls: progress.calls + 1, trials };
  const key = workKey(event);
  const work = progress.open.get(key);
  // A trial of a candidate that was dropped meanwhile may still be graded.
  if (work === undefined && event.purpose === 'iteration' && event.iteration <= progress.decided) return counted;
  return { ...counted, open: new Map([...progress.open, [key, startCall(work ?? workOfCall(event), event)]]) };
}

function finishCall(progress: Progress, event: Extract<LoopEvent, { event: 'call_ended' }>): Progress {
  const cost = progress.cost === null || event.usage.cost_usd === null ? null : progress.cost + event.usage.cost_usd;
  return changeEach({ ...progress, cost, callsEnded: progress.callsEnded + 1 }, (work) => endCall(work, event.call));
}

function alive(work: OpenWork, { at, call, what }: Extract<LoopEvent, { event: 'activity' }>): OpenWork {
  const running = [...work.marks].find(([, mark]) => mark.type === 'running' && mark.call === call)?.[0] ?? null;
  return marked(work, running, (old) => (old.type === 'running' ? signed(old, at, what) : old));
}

function signed(mark: Extract<EvalMark, { type: 'running' }>, at: string, what: string): EvalMark {
  return { ...mark, what, tools: mark.tools + (what === '' ? 0 : 1), heardAt: Date.parse(at) };
}

function decide(progress: Progress, event: Extract<LoopEvent, { event: 'decided' }>): Progress {
  const { iteration, action, best_score } = event;
  const { pace } = progress;
  const open = new Map([...progress.open].filter(([key]) => key !== workKey(event)));
  const incumbent = action === 'reverted' ? progress.incumbent : `v${iteration}`;
  const faster = pace === null ? null : { ...pace, decided: pace.decided + 1, last: Date.parse(event.at) };
  // The band is of another score where that changed; what stands now is told next.
  const bestSd = best_score === progress.bestScore ? progress.bestSd : null;
  return { ...progress, open, decided: iteration, bestScore: best_score, bestSd, incumbent, pace: faster };
}

function change(progress: Progress, key: string, how: (work: OpenWork) => OpenWork): Progress {
  const work = progress.open.get(key);
  return work === undefined ? progress : { ...progress, open: new Map([...progress.open, [key, how(work)]]) };
}

function changeEach(progress: Progress, how: (work: OpenWork) => OpenWork): Progress {
  return { ...progress, open: new Map([...progress.open].map(([key, work]) => [key, how(work)])) };
}
