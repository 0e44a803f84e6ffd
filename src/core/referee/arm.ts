import {
  type ArmAtLook,
  type ArmPlan,
  type Measurement,
  type Numbers,
  type Slot,
  slotKey,
  type Verdict,
} from './port.ts';

/** How far a planned trial is: not asked for yet, under way, or what it told when it ended. */
type Progress = 'waiting' | 'under way' | Measurement;

/** An arm with what is known of its trials. An event costs a search in an index that is made once, and a short copy. */
export interface Arm<Standing> {
  readonly plan: ArmPlan;
  /** The standing when the arm was opened: it is judged by this one, however soon the others of its batch are closed. */
  readonly opened: Standing;
  /** All trials of the plan, in its order. */
  readonly slots: readonly Slot[];
  /** How many trials the first blocks hold together: 0, those of the first, those of the first two, … */
  readonly bounds: readonly number[];
  readonly places: ReadonlyMap<string, number>;
  /** By place in the plan; trials of later blocks that have ended wait here for their turn. */
  readonly progress: readonly Progress[];
  /** Blocks already judged. */
  readonly looks: number;
  /** What was said of it at the last look that left it undecided; null where nothing was. */
  readonly told: Numbers | null;
  readonly verdict: Verdict | null;
  readonly closed: boolean;
}

export function openedArm<S>(plan: ArmPlan, opened: S): Arm<S> {
  const slots = plan.blocks.flat();
  const bounds = [0];
  for (const block of plan.blocks) bounds.push((bounds.at(-1) ?? 0) + block.length);
  return {
    plan,
    opened,
    slots,
    bounds,
    places: new Map(slots.map((slot, place) => [slotKey(slot), place])),
    progress: slots.map(() => 'waiting'),
    looks: 0,
    told: null,
    verdict: null,
    closed: false,
  };
}

export function withStart<S>(arm: Arm<S>, slot: Slot): Arm<S> {
  return changed(arm, slot, (known) => (known === 'waiting' ? 'under way' : known));
}

/** A trial has one terminal measurement: a second one changes nothing. */
export function withEnd<S>(arm: Arm<S>, slot: Slot, measurement: Measurement): Arm<S> {
  return changed(arm, slot, (known) => (typeof known === 'string' ? measurement : known));
}

/** A trial that the plan does not have changes nothing. */
function changed<S>(arm: Arm<S>, slot: Slot, change: (known: Progress) => Progress): Arm<S> {
  const place = arm.places.get(slotKey(slot));
  const known = place === undefined ? undefined : arm.progress[place];
  if (place === undefined || known === undefined) return arm;
  const progress = change(known);
  return progress === known ? arm : { ...arm, progress: arm.progress.with(place, progress) };
}

/** Whether every trial of the block that is judged next has ended. */
export function nextBlockComplete(arm: Arm<unknown>): boolean {
  return blockComplete(arm, arm.looks);
}

/** Blocks, from the first, of which every trial has ended, judged or not. */
export function completeBlocks(arm: Arm<unknown>): number {
  let blocks = arm.looks;
  while (blockComplete(arm, blocks)) blocks += 1;
  return blocks;
}

function blockComplete({ bounds, progress }: Arm<unknown>, block: number): boolean {
  const [from, to] = [bounds[block], bounds[block + 1]];
  if (from === undefined || to === undefined) return false;
  for (let place = from; place < to; place += 1) if (typeof progress[place] === 'string') return false;
  return true;
}

export function atLook({ plan, slots, bounds, progress }: Arm<unknown>, look: number): ArmAtLook {
  const results: { slot: Slot; measurement: Measurement }[] = [];
  for (const [place, slot] of slots.slice(0, bounds[look]).entries()) {
    const measurement = progress[place];
    if (typeof measurement === 'object') results.push({ slot, measurement });
  }
  return { plan, look, results };
}

export function underWay(arm: Arm<unknown>): boolean {
  return arm.progress.includes('under way');
}

/**
 * The first trials that nobody has started, at most `most` of them, in the block that is judged next or `ahead` blocks
 * later.
 */
export function startable(
  { slots, bounds, progress, looks }: Arm<unknown>,
  { most, ahead }: { readonly most: number; readonly ahead: number },
): readonly Slot[] {
  const found: Slot[] = [];
  const end = bounds[looks + ahead + 1] ?? 0;
  for (let place = bounds[looks + ahead] ?? end; place < end && found.length < most; place += 1) {
    const slot = slots[place];
    if (slot !== undefined && progress[place] === 'waiting') found.push(slot);
  }
  return found;
}
