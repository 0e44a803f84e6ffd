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

/** A run as its driver saw it. */
export interface Course {
  readonly referee: Referee;
  /** In the order in which they were applied. */
  readonly verdicts: readonly { readonly arm: string; readonly verdict: Verdict }[];
  readonly events: readonly LedgerEvent[];
  /** What the referee answered, and to how many free slots. */
  readonly asks: readonly { readonly free: number; readonly actions: readonly RefereeAction[] }[];
}

export interface Drive {
  readonly referee: Referee;
  readonly plans: readonly ArmPlan[];
  readonly world: World;
  readonly slots: number;
  /** Which of `count` possible moves comes next: a number from 0. */
  choose(count: number): number;
}

/**
 * Plays one batch to its end. The moves come in any order: trials are started and end, an end is told twice and the
 * second time differently, a trial ends that nobody started, a verdict is applied now or much later.
 */
export function drive({ referee, plans, world, slots, choose }: Drive): Course {
  const events: LedgerEvent[] = [];
  const asks: { free: number; actions: readonly RefereeAction[] }[] = [];
  const verdicts: { arm: string; verdict: Verdict }[] = [];
  let underWay: readonly { arm: string; slot: Slot }[] = [];
  let known = referee;
  const fold = (event: LedgerEvent): void => {
    events.push(event);
    known = known.fold(event);
  };
  const start = (arm: string, slot: Slot): void => {
    underWay = [...underWay, { arm, slot }];
    fold({ type: 'trial_started', arm, slot });
  };
  const end = (arm: string, slot: Slot): void => {
    underWay = underWay.filter((other) => other.arm !== arm || slotKey(other.slot) !== slotKey(slot));
    fold({ type: 'trial_ended', arm, slot, measurement: world(arm, slot) });
  };
  const apply = ({ arm, verdict }: { arm: string; verdict: Verdict }): void => {
    verdicts.push({ arm, verdict });
    fold({ type: 'arm_closed', arm });
  };
  const again = (): void => {
    const ended = events.filter((event) => event.type === 'trial_ended');
    const event = ended[choose(ended.length)];
    if (event !== undefined) fold({ ...event, measurement: { outcome: 'timeout', kind: null } });
  };
  const unasked = (): void => {
    const plan = plans[choose(plans.length)];
    const all = plan?.blocks.flat() ?? [];
    const slot = all[choose(all.length)];
    if (plan !== undefined && slot !== undefined) end(plan.id, slot);
  };

  for (const plan of plans) fold({ type: 'arm_opened', plan });
  while (verdicts.length < plans.length) {
    [() => undefined, again, unasked][choose(3)]?.();
    const free = slots - underWay.length;
    const actions = known.next(free);
    asks.push({ free, actions });
    const ready = actions.find(isVerdict);
    const moves = [
      ...actions.filter(isStart).map(({ arm, slot }) => () => start(arm, slot)),
      ...underWay.map(({ arm, slot }) => () => end(arm, slot)),
      ...(ready === undefined ? [] : [() => apply(ready)]),
    ];
    if (moves.length === 0) throw new Error('nothing is left to do, and not every arm has a verdict');
    moves[choose(moves.length)]?.();
  }
  return { referee: known, verdicts, events, asks };
}

export function isStart(action: RefereeAction): action is Extract<RefereeAction, { type: 'start' }> {
  return action.type === 'start';
}

export function isVerdict(action: RefereeAction): action is Extract<RefereeAction, { type: 'verdict' }> {
  return action.type === 'verdict';
}
