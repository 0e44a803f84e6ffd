import {
  type ArmPlan,
  type LedgerEvent,
  type Measurement,
  type RefereeAction,
  type Slot,
  slotKey,
  type Verdict,
} from '../../../src/core/referee/port.ts';
import type { Referee } from '../../../src/core/referee/referee.ts';

/** What every trial of every arm would give, whenever it is run. */
export type World = (arm: string, slot: Slot) => Measurement;

export interface Drive {
  readonly referee: Referee;
  /** The arms of one batch, in the order in which they are opened. */
  readonly plans: readonly ArmPlan[];
  readonly world: World;
  readonly slots: number;
  /** Blocks after the next one from which slots are filled that would stay empty. */
  readonly ahead?: number;
  /** Trials that ended before a kill. */
  readonly stored: readonly Trial[];
  /** Which of `count` possible moves comes next: a number from 0. */
  choose(count: number): number;
}

export interface Trial {
  readonly arm: string;
  readonly slot: Slot;
}

/** A batch as its driver saw it. */
export interface Course {
  readonly referee: Referee;
  /** In the order in which they were applied. */
  readonly verdicts: readonly { readonly arm: string; readonly verdict: Verdict }[];
  readonly events: readonly LedgerEvent[];
  /** What the referee answered, and to how many free slots. */
  readonly asks: readonly { readonly free: number; readonly actions: readonly RefereeAction[] }[];
}

/**
 * Plays one batch to its end. The moves come in any order: trials are started and end, an end is told twice and the
 * second time differently, a trial ends that nobody started, a verdict is applied at once or much later.
 */
export function drive({ referee, plans, world, slots, ahead = 0, stored, choose }: Drive): Course {
  const [events, asks]: [LedgerEvent[], Course['asks'][number][]] = [[], []];
  const verdicts: Course['verdicts'][number][] = [];
  const underWay = new Map<string, Trial>();
  let known = referee;
  const fold = (event: LedgerEvent): void => {
    events.push(event);
    known = known.fold(event);
  };
  const start = (trial: Trial): void => {
    underWay.set(trialKey(trial), trial);
    fold({ type: 'trial_started', ...trial });
  };
  const end = (trial: Trial): void => {
    underWay.delete(trialKey(trial));
    fold({ type: 'trial_ended', ...trial, measurement: world(trial.arm, trial.slot) });
  };
  const endAgain = (): void => {
    const ended = events.filter((event) => event.type === 'trial_ended');
    const event = ended[choose(ended.length)];
    if (event !== undefined) fold({ ...event, measurement: { outcome: 'timeout', kind: null } });
  };
  const endUnasked = (): void => {
    const trials = plans.flatMap(({ id, blocks }) => blocks.flat().map((slot) => ({ arm: id, slot })));
    const trial = trials[choose(trials.length)];
    const ended = events.some((event) => event.type === 'trial_ended' && trialKey(event) === trialKey(trial ?? event));
    if (trial !== undefined && !ended) end(trial);
  };

  for (const plan of plans) fold({ type: 'arm_opened', plan });
  for (const trial of stored) end(trial);
  while (verdicts.length < plans.length) {
    [() => undefined, endAgain, endUnasked][choose(3)]?.();
    const free = slots - underWay.size;
    const actions = known.next(free, ahead);
    asks.push({ free, actions });
    const ready = actions.find(isVerdict);
    const moves = [
      ...actions.filter(isStart).map((trial) => () => start({ arm: trial.arm, slot: trial.slot })),
      ...[...underWay.values()].map((trial) => () => end(trial)),
      ...(ready === undefined ? [] : [() => verdicts.push(ready) && fold({ type: 'arm_closed', arm: ready.arm })]),
    ];
    if (moves.length === 0) throw new Error('nothing is left to do, and not every arm has a verdict');
    moves[choose(moves.length)]?.();
  }
  return { referee: known, verdicts, events, asks };
}

export function trialKey({ arm, slot }: Trial): string {
  return `${arm} ${slotKey(slot)}`;
}

export function isStart(action: RefereeAction): action is Extract<RefereeAction, { type: 'start' }> {
  return action.type === 'start';
}

export function isVerdict(action: RefereeAction): action is Extract<RefereeAction, { type: 'verdict' }> {
  return action.type === 'verdict';
}
