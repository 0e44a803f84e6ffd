import { join } from 'node:path';
import type { RunEvent } from '../../core/events.ts';
import type { RunView, ViewedCall, ViewedOpen, ViewedSpend } from '../../core/run-view.ts';
import type { SuiteNoise } from '../../core/suite-noise.ts';
import { EMPTY_TALLY, foldTally, spendByRole, spendIn, type Tally } from '../../core/tally.ts';
import { eachEvent } from '../journal.ts';
import type { Door } from './door.ts';
import { viewText } from './text.ts';

/** What the journal of a run says, folded in one pass. */
export interface ViewedEvents {
  /** null where nothing was noted of calls. */
  readonly spend: ViewedSpend | null;
  readonly spendOf: (iteration: number) => ViewedSpend | null;
  /** Milliseconds from the start of an iteration to its decision. */
  readonly durationOf: (iteration: number) => number | null;
  readonly noise: SuiteNoise | null;
  readonly warnings: RunView['warnings'];
  readonly last_event_at: string | null;
  /** The iteration that was started last, unless it is decided. */
  readonly open: ViewedOpen | null;
}

const JOURNAL = 'events.jsonl';

/** Reads what can be read; lines that are no events are counted as a problem. */
export async function viewedEvents(root: string, door: Door): Promise<ViewedEvents> {
  const fold = createFold();
  let unreadable = 0;
  if (door.size(JOURNAL) !== null) {
    await eachEvent(join(root, JOURNAL), fold.add, () => {
      unreadable += 1;
    });
  }
  if (unreadable > 0)
    door.note(JOURNAL, `${unreadable} ${unreadable === 1 ? 'line is no event' : 'lines are no events'}`);
  return fold.result();
}

type Of<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;

/** Where one iteration stands by its events. */
interface Course {
  started: Of<'iteration_started'> | null;
  decidedAt: string | null;
  tally: Tally;
}

interface Folded {
  tally: Tally;
  last: RunEvent | null;
  noise: SuiteNoise | null;
  readonly warnings: Map<string, { readonly kind: string; readonly message: string }>;
  readonly courses: Map<number, Course>;
  readonly calls: Map<string, Of<'call_started'>>;
}

function createFold() {
  const folded: Folded = {
    ...{ tally: EMPTY_TALLY, last: null, noise: null },
    ...{ warnings: new Map(), courses: new Map(), calls: new Map() },
  };
  const add = (event: RunEvent): void => {
    folded.tally = foldTally(folded.tally, event);
    folded.last = event;
    addEvent(folded, event);
  };
  return { add, result: () => resultOf(folded) };
}

function addEvent(folded: Folded, event: RunEvent): void {
  switch (event.event) {
    case 'call_started':
      folded.calls.set(event.call, event);
      addCall(folded, event, event);
      break;
    case 'call_ended': {
      const started = folded.calls.get(event.call);
      folded.calls.delete(event.call);
      if (started !== undefined) addCall(folded, started, event);
      break;
    }
    case 'iteration_started':
      courseOf(folded, event.iteration).started ??= event;
      break;
    case 'decided':
      courseOf(folded, event.iteration).decidedAt ??= event.at;
      break;
    case 'noise':
      folded.noise ??= noiseOf(event);
      break;
    case 'warning':
      folded.warnings.set(event.message, { kind: event.kind ?? 'other', message: viewText(event.message) });
  }
}

function noiseOf({ evals, one_pass, passes, smallest_gain }: Of<'noise'>): SuiteNoise {
  return { evals, one_pass, passes, smallest_gain };
}

/** Calls of a pass that belongs to no iteration are none of its own. */
function addCall(folded: Folded, { purpose, iteration }: Of<'call_started'>, event: RunEvent): void {
  if (purpose !== 'iteration') return;
  const course = courseOf(folded, iteration);
  course.tally = foldTally(course.tally, event);
}

function courseOf({ courses }: Folded, iteration: number): Course {
  const known = courses.get(iteration) ?? { started: null, decidedAt: null, tally: EMPTY_TALLY };
  courses.set(iteration, known);
  return known;
}

function resultOf(folded: Folded): ViewedEvents {
  const { tally, last, noise, warnings, courses } = folded;
  return {
    spend: last === null ? null : viewedSpend(tally, spendIn(tally).duration_ms),
    spendOf: (iteration) => {
      const own = courses.get(iteration)?.tally;
      return own === undefined || spendIn(own).calls === 0 ? null : viewedSpend(own, ofCalls(own));
    },
    durationOf: (iteration) => {
      const { started = null, decidedAt = null } = courses.get(iteration) ?? {};
      return started === null || decidedAt === null
        ? null
        : Math.max(0, Date.parse(decidedAt) - Date.parse(started.at));
    },
    noise,
    warnings: [...warnings.values()],
    last_event_at: last?.at ?? null,
    open: openIn(folded),
  };
}

function viewedSpend(tally: Tally, duration_ms: number): ViewedSpend {
  const { calls, cost_usd, tokens } = spendIn(tally);
  return { calls, cost_usd, tokens, duration_ms, roles: spendByRole(tally) };
}

/** The times of the calls, added up. */
function ofCalls(tally: Tally): number {
  return Object.values(spendByRole(tally)).reduce((sum, { duration_ms }) => sum + duration_ms, 0);
}

function openIn({ courses, calls }: Folded): ViewedOpen | null {
  const course = [...courses.values()].findLast(({ started }) => started !== null);
  if (course === undefined || course.started === null || course.decidedAt !== null) return null;
  const { iteration, at: started_at, evals } = course.started;
  return { iteration, started_at, evals, calls: [...calls.values()].map(viewedCall) };
}

function viewedCall({ role, purpose, iteration, eval_id, trial, attempt, at }: Of<'call_started'>): ViewedCall {
  return { role, purpose, iteration, eval_id, trial, attempt, started_at: at };
}
