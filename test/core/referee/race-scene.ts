import type { ArmPlan, LedgerEvent, Measurement, Slot, Verdict } from '../../../src/core/referee/port.ts';
import { type Confidence, type RaceSettings, type RaceStanding, race } from '../../../src/core/referee/race.ts';
import { beginReferee, openReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { isStart, isVerdict } from './drive.ts';

/** More than any scene has. */
const MOST_TRIALS = 9999;

/** A suite of evals `a`, `b`, … with four expectations each, and candidates one after the other. */
export function suiteOf(count: number, confidence: Confidence = 'balanced'): RaceSettings {
  const ids = Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
  return { seed: 7, confidence, proposals: 1, evals: ids.map((id) => ({ id, expectations: 4, weight: 1 })) };
}

export interface Attempt {
  readonly purpose?: ArmPlan['purpose'];
  readonly iteration?: number;
  readonly batch?: number;
  readonly shrinks?: boolean;
  /** What each trial gives. */
  readonly gives: (slot: Slot) => Measurement;
}

export interface Course {
  readonly plan: ArmPlan;
  readonly verdict: Verdict;
  readonly after: Referee;
  readonly asked: readonly Slot[];
}

export function planOf(settings: RaceSettings, referee: Referee, attempt: Omit<Attempt, 'gives'>): ArmPlan {
  const { purpose = 'candidate', iteration = 1, batch = 1, shrinks = false } = attempt;
  const blocks = referee.plan({ purpose, evalIds: settings.evals.map(({ id }) => id) });
  return { id: `iteration-${iteration}`, purpose, iteration, batch, blocks, shrinks };
}

/** One arm of its own from its opening to its closing. */
export function measure(settings: RaceSettings, before: Referee, attempt: Attempt): Course {
  const plan = planOf(settings, before, attempt);
  const asked: Slot[] = [];
  let known = reopened(settings, before.standing).fold({ type: 'arm_opened', plan });
  for (;;) {
    const actions = known.next(MOST_TRIALS);
    const verdict = actions.find(isVerdict)?.verdict;
    if (verdict !== undefined) {
      return { plan, verdict, asked, after: known.fold({ type: 'arm_closed', arm: plan.id }) };
    }
    for (const { slot } of actions.filter(isStart)) {
      asked.push(slot);
      known = known.fold(ended(plan.id, slot, attempt.gives(slot)));
    }
  }
}

/** A referee after a baseline. */
export function climbing(settings: RaceSettings, baseline: Attempt['gives']): Referee {
  return measure(settings, beginReferee(race(settings)), { purpose: 'baseline', iteration: 0, gives: baseline }).after;
}

export function reopened(settings: RaceSettings, standing: unknown): Referee {
  const referee = openReferee(race(settings), standing);
  if (referee === null) throw new Error('the scene holds a standing that is none');
  return referee;
}

/** What a referee of rule race believes. */
export function standingOf(settings: RaceSettings, { standing }: Referee): RaceStanding {
  const read = race(settings).parse(standing);
  if (read === null) throw new Error('the scene holds a standing that is none');
  return read;
}

export function ended(arm: string, slot: Slot, measurement: Measurement): LedgerEvent {
  return { type: 'trial_ended', arm, slot, measurement };
}

/** Trials that give these shares of four expectations, by eval id; other evals give `otherwise`. */
export function gives(shares: Readonly<Record<string, number>>, otherwise = 0.5): Attempt['gives'] {
  return ({ evalId }) => graded(shares[evalId] ?? otherwise);
}

export function graded(share: number): Measurement {
  return { outcome: 'graded', passed: Math.round(share * 4), total: 4 };
}
