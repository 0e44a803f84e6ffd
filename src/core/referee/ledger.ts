import {
  type ArmAtLook,
  type ArmPlan,
  type LedgerEvent,
  type Measurement,
  type RefereeAction,
  type Rule,
  type Slot,
  slotKey,
  type Verdict,
} from './port.ts';

interface Arm<Standing> {
  readonly plan: ArmPlan;
  /** The standing when the arm was opened: it is judged by this one, however soon the others of its batch are closed. */
  readonly opened: Standing;
  readonly started: ReadonlySet<string>;
  /** Terminal trials; those of later blocks wait here for their turn. */
  readonly measured: ReadonlyMap<string, Measurement>;
  /** Blocks already judged. */
  readonly looks: number;
  readonly verdict: Verdict | null;
  readonly closed: boolean;
}

/** Everything the referee knows: the rule's standing, and the arms in the order in which they were opened. */
export interface Ledger<Standing> {
  readonly standing: Standing;
  readonly arms: readonly Arm<Standing>[];
}

export function openLedger<Standing>(standing: Standing): Ledger<Standing> {
  return { standing, arms: [] };
}

/** The ledger after an event. Events of one arm may come in any order of trials; verdicts do not depend on it. */
export function fold<S>(rule: Rule<S>, ledger: Ledger<S>, event: LedgerEvent): Ledger<S> {
  switch (event.type) {
    case 'arm_opened':
      return openArm(ledger, event.plan);
    case 'trial_started':
      return changeArm(ledger, event.arm, (arm) => ({
        ...arm,
        started: new Set([...arm.started, slotKey(event.slot)]),
      }));
    case 'trial_ended':
      return judgeReady(
        rule,
        changeArm(ledger, event.arm, (arm) => record(arm, event.slot, event.measurement)),
      );
    case 'arm_closed':
      return closeArm(rule, ledger, event.arm);
  }
}

/** What to do now, most urgent first: cancellations, verdicts in the order of iterations, then at most `freeSlots` starts. */
export function next<S>(ledger: Ledger<S>, freeSlots: number): readonly RefereeAction[] {
  const open = ledger.arms.filter((arm) => !arm.closed).sort((a, b) => a.plan.iteration - b.plan.iteration);
  const cancels = open.filter((arm) => arm.verdict !== null && underWay(arm)).map(cancelAction);
  const starts = open.filter((arm) => arm.verdict === null).flatMap(startable);
  return [...cancels, ...verdictsInOrder(open), ...starts.slice(0, Math.max(0, freeSlots))];
}

function openArm<S>(ledger: Ledger<S>, plan: ArmPlan): Ledger<S> {
  if (ledger.arms.some((arm) => arm.plan.id === plan.id)) throw new Error(`arm ${plan.id} was opened before`);
  const untried = { started: new Set<string>(), measured: new Map(), looks: 0, verdict: null, closed: false };
  return { ...ledger, arms: [...ledger.arms, { plan, opened: ledger.standing, ...untried }] };
}

function changeArm<S>(ledger: Ledger<S>, id: string, change: (arm: Arm<S>) => Arm<S>): Ledger<S> {
  if (!ledger.arms.some((arm) => arm.plan.id === id)) throw new Error(`no arm ${id} is open`);
  return { ...ledger, arms: ledger.arms.map((arm) => (arm.plan.id === id ? change(arm) : arm)) };
}

/** A trial has one terminal measurement: a second one changes nothing. */
function record<S>(arm: Arm<S>, slot: Slot, measurement: Measurement): Arm<S> {
  const key = slotKey(slot);
  if (arm.measured.has(key)) return arm;
  return {
    ...arm,
    started: new Set([...arm.started, key]),
    measured: new Map([...arm.measured, [key, measurement]]),
  };
}

function judgeReady<S>(rule: Rule<S>, ledger: Ledger<S>): Ledger<S> {
  const batch = firstReadyBatch(ledger.arms);
  if (batch === null) return ledger;
  const rulings = rule.judge(
    batch[0].opened,
    batch.map((arm) => atLook(arm, arm.looks + 1)),
  );
  const judged = new Map<Arm<S>, Arm<S>>(
    batch.map((arm, index) => {
      const [ruling, looks] = [rulings[index], arm.looks + 1];
      if (ruling === undefined) throw new Error(`rule ${rule.name} gave no ruling on arm ${arm.plan.id}`);
      if (ruling.type !== 'continue') return [arm, { ...arm, looks, verdict: ruling }];
      if (looks >= arm.plan.blocks.length) throw new Error(`rule ${rule.name} gave no verdict on arm ${arm.plan.id}`);
      return [arm, { ...arm, looks }];
    }),
  );
  return judgeReady(rule, { ...ledger, arms: ledger.arms.map((arm) => judged.get(arm) ?? arm) });
}

/** A batch is ready when each of its undecided arms has the next block complete. */
function firstReadyBatch<S>(arms: readonly Arm<S>[]): readonly [Arm<S>, ...Arm<S>[]] | null {
  const undecided = arms.filter((arm) => arm.verdict === null).sort((a, b) => a.plan.iteration - b.plan.iteration);
  for (const number of new Set(undecided.map((arm) => arm.plan.batch))) {
    const [first, ...others] = undecided.filter((arm) => arm.plan.batch === number);
    if (first !== undefined && [first, ...others].every(blockComplete)) return [first, ...others];
  }
  return null;
}

function blockComplete(arm: Arm<unknown>): boolean {
  const block = arm.plan.blocks[arm.looks];
  return block?.every((slot) => arm.measured.has(slotKey(slot))) ?? false;
}

function atLook(arm: Arm<unknown>, look: number): ArmAtLook {
  const slots = arm.plan.blocks.slice(0, look).flat();
  const results = slots.flatMap((slot) => {
    const measurement = arm.measured.get(slotKey(slot));
    return measurement === undefined ? [] : [{ slot, measurement }];
  });
  return { plan: arm.plan, look, results };
}

function closeArm<S>(rule: Rule<S>, ledger: Ledger<S>, id: string): Ledger<S> {
  const arm = ledger.arms.find((candidate) => candidate.plan.id === id);
  if (arm === undefined || arm.verdict === null) throw new Error(`arm ${id} has no verdict to close it with`);
  if (arm.closed) return ledger;
  const standing = rule.absorb(ledger.standing, arm.verdict, atLook(arm, arm.looks));
  return changeArm({ ...ledger, standing }, id, (open) => ({ ...open, closed: true }));
}

/** A verdict waits until every arm of its batch with a lower iteration has one, so that rows are appended in order. */
function verdictsInOrder(open: readonly Arm<unknown>[]): readonly RefereeAction[] {
  return open.flatMap((arm) => {
    const earlier = open.filter(
      (other) => other.plan.batch === arm.plan.batch && other.plan.iteration < arm.plan.iteration,
    );
    if (arm.verdict === null || earlier.some((other) => other.verdict === null)) return [];
    return [{ type: 'verdict', arm: arm.plan.id, verdict: arm.verdict }];
  });
}

function cancelAction(arm: Arm<unknown>): RefereeAction {
  return { type: 'cancel', arm: arm.plan.id };
}

function underWay(arm: Arm<unknown>): boolean {
  return [...arm.started].some((key) => !arm.measured.has(key));
}

function startable(arm: Arm<unknown>): readonly RefereeAction[] {
  const block = arm.plan.blocks[arm.looks] ?? [];
  return block
    .filter((slot) => !arm.started.has(slotKey(slot)))
    .map((slot) => ({ type: 'start', arm: arm.plan.id, slot }));
}
