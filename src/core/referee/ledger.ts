import {
  type Arm,
  atLook,
  completeBlocks,
  nextBlockComplete,
  openedArm,
  startable,
  underWay,
  withEnd,
  withStart,
} from './arm.ts';
import type { ArmPlan, LedgerEvent, RefereeAction, Rule, Ruling } from './port.ts';

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
      return changeArm(ledger, event.arm, (arm) => withStart(arm, event.slot));
    case 'trial_ended':
      return judgeReady(
        rule,
        changeArm(ledger, event.arm, (arm) => withEnd(arm, event.slot, event.measurement)),
      );
    case 'arm_cut':
      return judgeReady(
        rule,
        changeArm(ledger, event.arm, (arm) => cutArm(rule, arm, event.reason)),
      );
    case 'arm_closed':
      return closeArm(rule, ledger, event.arm);
  }
}

/**
 * What to do now, most urgent first: cancellations, verdicts in the order of iterations, then at most `freeSlots` starts.
 * Slots that would stay empty are filled from up to `ahead` further blocks, whose results wait for their turn.
 */
export function next<S>(ledger: Ledger<S>, freeSlots: number, ahead = 0): readonly RefereeAction[] {
  const open = ledger.arms.filter((arm) => !arm.closed).sort((a, b) => a.plan.iteration - b.plan.iteration);
  const cancels = open.filter((arm) => arm.verdict !== null && underWay(arm)).map(cancelAction);
  return [...cancels, ...verdictsInOrder(open), ...startActions(open, freeSlots, ahead)];
}

function openArm<S>(ledger: Ledger<S>, plan: ArmPlan): Ledger<S> {
  if (ledger.arms.some((arm) => arm.plan.id === plan.id)) throw new Error(`arm ${plan.id} was opened before`);
  return { ...ledger, arms: [...ledger.arms, openedArm(plan, ledger.standing)] };
}

function changeArm<S>(ledger: Ledger<S>, id: string, change: (arm: Arm<S>) => Arm<S>): Ledger<S> {
  if (!ledger.arms.some((arm) => arm.plan.id === id)) throw new Error(`no arm ${id} is open`);
  return { ...ledger, arms: ledger.arms.map((arm) => (arm.plan.id === id ? change(arm) : arm)) };
}

/** Blocks that are complete but wait for others of the batch count, so that nothing that was paid for is lost. */
function cutArm<S>(rule: Rule<S>, arm: Arm<S>, reason: string): Arm<S> {
  if (arm.verdict !== null) return arm;
  const looks = completeBlocks(arm);
  return { ...arm, looks, verdict: rule.cut(arm.opened, atLook(arm, looks), reason) };
}

function judgeReady<S>(rule: Rule<S>, ledger: Ledger<S>): Ledger<S> {
  let judged = ledger;
  for (let batch = readyBatch(judged.arms); batch !== null; batch = readyBatch(judged.arms)) {
    const rulings = rule.judge(
      batch[0].opened,
      batch.map((arm) => atLook(arm, arm.looks + 1)),
    );
    const ruled = new Map(batch.map((arm, index) => [arm, ruledArm(rule, arm, rulings[index])]));
    judged = { ...judged, arms: judged.arms.map((arm) => ruled.get(arm) ?? arm) };
  }
  return judged;
}

function ruledArm<S>(rule: Rule<S>, arm: Arm<S>, ruling: Ruling | undefined): Arm<S> {
  const looks = arm.looks + 1;
  if (ruling === undefined) throw new Error(`rule ${rule.name} gave no ruling on arm ${arm.plan.id}`);
  if (ruling.type !== 'continue') return { ...arm, looks, verdict: ruling };
  if (looks >= arm.plan.blocks.length) throw new Error(`rule ${rule.name} gave no verdict on arm ${arm.plan.id}`);
  return { ...arm, looks, told: ruling.numbers ?? null };
}

/** The first batch of which each undecided arm has its next block complete. */
function readyBatch<S>(arms: readonly Arm<S>[]): readonly [Arm<S>, ...Arm<S>[]] | null {
  const undecided = arms.filter((arm) => arm.verdict === null).sort((a, b) => a.plan.iteration - b.plan.iteration);
  for (const number of new Set(undecided.map((arm) => arm.plan.batch))) {
    const [first, ...others] = undecided.filter((arm) => arm.plan.batch === number);
    if (first !== undefined && [first, ...others].every(nextBlockComplete)) return [first, ...others];
  }
  return null;
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

function startActions(open: readonly Arm<unknown>[], freeSlots: number, ahead: number): readonly RefereeAction[] {
  const starts: RefereeAction[] = [];
  const undecided = open.filter((arm) => arm.verdict === null);
  for (let block = 0; block <= ahead; block += 1) {
    for (const arm of undecided) {
      for (const slot of startable(arm, { most: freeSlots - starts.length, ahead: block })) {
        starts.push({ type: 'start', arm: arm.plan.id, slot });
      }
    }
  }
  return starts;
}
