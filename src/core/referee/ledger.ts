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

interface Arm {
  readonly plan: ArmPlan;
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
  readonly arms: readonly Arm[];
}

export function openLedger<Standing>(standing: Standing): Ledger<Standing> {
  return { standing, arms: [] };
}

/** The ledger after an event. Events of one arm may come in any order of trials; verdicts do not depend on it. */
export function fold<S>(rule: Rule<S>, ledger: Ledger<S>, event: LedgerEvent): Ledger<S> {
  switch (event.type) {
    case 'arm_opened':
      return { ...ledger, arms: [...ledger.arms, openArm(event.plan)] };
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
  const open = ledger.arms.filter((arm) => !arm.closed);
  const cancels = open.filter((arm) => arm.verdict !== null && underWay(arm)).map(cancelAction);
  const starts = open.filter((arm) => arm.verdict === null).flatMap(startable);
  return [...cancels, ...verdictsInOrder(open), ...starts.slice(0, Math.max(0, freeSlots))];
}

function openArm(plan: ArmPlan): Arm {
  return { plan, started: new Set(), measured: new Map(), looks: 0, verdict: null, closed: false };
}

function changeArm<S>(ledger: Ledger<S>, id: string, change: (arm: Arm) => Arm): Ledger<S> {
  if (!ledger.arms.some((arm) => arm.plan.id === id)) throw new Error(`no arm ${id} is open`);
  return { ...ledger, arms: ledger.arms.map((arm) => (arm.plan.id === id ? change(arm) : arm)) };
}

/** A trial has one terminal measurement: a second one, and one that comes after the verdict, changes nothing. */
function record(arm: Arm, slot: Slot, measurement: Measurement): Arm {
  const key = slotKey(slot);
  if (arm.verdict !== null || arm.measured.has(key)) return arm;
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
    ledger.standing,
    batch.map((arm) => atLook(arm, arm.looks + 1)),
  );
  const judged = new Map<Arm, Arm>(
    batch.map((arm, index) => {
      const ruling = rulings[index];
      if (ruling === undefined) throw new Error(`rule ${rule.name} gave no ruling on arm ${arm.plan.id}`);
      return [arm, { ...arm, looks: arm.looks + 1, verdict: ruling.type === 'continue' ? null : ruling }];
    }),
  );
  return judgeReady(rule, { ...ledger, arms: ledger.arms.map((arm) => judged.get(arm) ?? arm) });
}

/** A batch is ready when each of its undecided arms has the next block complete. */
function firstReadyBatch(arms: readonly Arm[]): readonly Arm[] | null {
  const undecided = arms.filter((arm) => arm.verdict === null);
  for (const number of new Set(undecided.map((arm) => arm.plan.batch))) {
    const batch = undecided.filter((arm) => arm.plan.batch === number);
    if (batch.every(blockComplete)) return [...batch].sort((a, b) => a.plan.iteration - b.plan.iteration);
  }
  return null;
}

function blockComplete(arm: Arm): boolean {
  const block = arm.plan.blocks[arm.looks];
  return block?.every((slot) => arm.measured.has(slotKey(slot))) ?? false;
}

function atLook(arm: Arm, look: number): ArmAtLook {
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
  const standing = rule.absorb(ledger.standing, arm.verdict, atLook(arm, arm.looks));
  return changeArm({ ...ledger, standing }, id, (open) => ({ ...open, closed: true }));
}

/** A verdict waits until every arm of its batch with a lower iteration has one, so that rows are appended in order. */
function verdictsInOrder(open: readonly Arm[]): readonly RefereeAction[] {
  return open.flatMap((arm) => {
    const earlier = open.filter(
      (other) => other.plan.batch === arm.plan.batch && other.plan.iteration < arm.plan.iteration,
    );
    if (arm.verdict === null || earlier.some((other) => other.verdict === null)) return [];
    return [{ type: 'verdict', arm: arm.plan.id, verdict: arm.verdict }];
  });
}

function cancelAction(arm: Arm): RefereeAction {
  return { type: 'cancel', arm: arm.plan.id };
}

function underWay(arm: Arm): boolean {
  return [...arm.started].some((key) => !arm.measured.has(key));
}

function startable(arm: Arm): readonly RefereeAction[] {
  const block = arm.plan.blocks[arm.looks] ?? [];
  return block
    .filter((slot) => !arm.started.has(slotKey(slot)))
    .map((slot) => ({ type: 'start', arm: arm.plan.id, slot }));
}
