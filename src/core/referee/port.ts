import type { TextSize, Used } from '../guardrails.ts';
import type { ErrorKind, Outcome } from '../schema/trial.ts';
import type { Fraction } from '../stats/fraction.ts';

/**
 * The referee decides which trials are worth running and what their results mean. It never runs anything: it is a
 * pure state machine over arms, fed with a log of events. The same events give the same verdicts in whatever order
 * they arrive, so that speed, concurrency and kills never change a decision.
 */

/** One trial that an arm may ask for; `trial` counts from 1. In a run with several agents evals are cells (`core/cells.ts`). */
export interface Slot {
  readonly evalId: string;
  readonly trial: number;
}

/** What a terminal trial tells the referee. An unusable trial has an outcome and never a score. */
export type Measurement =
  | {
      readonly outcome: 'graded';
      readonly passed: number;
      readonly total: number;
      /** For guardrails; absent where nobody looked. */
      readonly used?: Used;
    }
  | { readonly outcome: Exclude<Outcome, 'graded'>; readonly kind: ErrorKind | null };

/** Trials that are judged together: a rule looks at an arm only at the end of a block. */
export type Block = readonly Slot[];

/**
 * Something that is measured: the baseline, a candidate, an incumbent's control, a final pass.
 * Arms of one `batch` are judged side by side, in the order of their `iteration`.
 */
export interface ArmPlan {
  readonly id: string;
  readonly purpose: 'baseline' | 'candidate' | 'control' | 'final';
  readonly iteration: number;
  readonly batch: number;
  readonly blocks: readonly Block[];
  /** The edit only removes text: a rule that asks for evidence asks for less of it. */
  readonly shrinks?: boolean;
  /** Of its SKILL.md; null and absent where it is not known. */
  readonly size?: TextSize | null;
}

/** Everything the trials so far said about an arm, in the planned order. */
export interface ArmAtLook {
  readonly plan: ArmPlan;
  /** Blocks that are complete, from 1; 0 only where an arm is cut. */
  readonly look: number;
  readonly results: readonly { readonly slot: Slot; readonly measurement: Measurement }[];
}

export type Verdict =
  /** Of an arm that only measures: the baseline, a control, a final pass. */
  | { readonly type: 'measured'; readonly reason: string; readonly score: Fraction; readonly numbers: Numbers }
  /** The score is null where not every trial of its complete passes was graded, or none is complete. */
  | {
      readonly type: 'keep' | 'drop';
      readonly reason: string;
      readonly score: Fraction | null;
      readonly numbers: Numbers;
    }
  /** A baseline of which too little was measured: nothing can be decided from it. */
  | { readonly type: 'unmeasured'; readonly reason: string; readonly numbers: Numbers };

export type Numbers = Readonly<Record<string, unknown>>;

/** An arm that goes on may say what is believed of it so far. */
export type Ruling = { readonly type: 'continue'; readonly numbers?: Numbers } | Verdict;

export interface Best {
  readonly value: number;
  readonly cell: string;
}

/** A keep/revert rule. `Standing` is what it believes of the incumbent; it is stored in every `decision.json`. */
export interface Rule<Standing> {
  readonly name: string;
  /** What is believed before the baseline. */
  readonly start: Standing;
  /** Reads a stored standing; null when it is not one of this rule's. */
  parse(stored: unknown): Standing | null;
  /** The score believed of the incumbent, 0–1, and as the cell of `results.tsv`; null before the baseline. */
  best(standing: Standing): Best | null;
  /** The trials of an arm in the order in which they shall run, cut into blocks. */
  plan(standing: Standing, request: PlanRequest): readonly Block[];
  /** Judges the undecided arms of a batch, all at the same look: one ruling each, in their order. The last look must be a verdict. */
  judge(standing: Standing, arms: readonly ArmAtLook[]): readonly Ruling[];
  /**
   * The last ruling on an arm for which nothing more will be run, from its complete blocks, of which there may be none.
   * `reason` says why it ends, such as "budget spent".
   */
  cut(standing: Standing, arm: ArmAtLook, reason: string): Verdict;
  /** What is believed once a verdict is applied. */
  absorb(standing: Standing, verdict: Verdict, arm: ArmAtLook): Standing;
  /** How far below the incumbent a candidate is held to be, by eval; an eval of which that is not known is absent. */
  falls?(standing: Standing, arm: ArmAtLook): ReadonlyMap<string, number>;
}

export interface PlanRequest {
  readonly purpose: ArmPlan['purpose'];
  /** Deciding evals, in the suite's order. */
  readonly evalIds: readonly string[];
  /** Trials of an eval in a complete pass, by its id; 1 where nothing is said. */
  readonly runs?: ReadonlyMap<string, number>;
}

/** What happened, as told to the referee. */
export type LedgerEvent =
  | { readonly type: 'arm_opened'; readonly plan: ArmPlan }
  | { readonly type: 'trial_started'; readonly arm: string; readonly slot: Slot }
  | { readonly type: 'trial_ended'; readonly arm: string; readonly slot: Slot; readonly measurement: Measurement }
  /** Nothing more will be run for the arm; changes nothing once it has a verdict. */
  | { readonly type: 'arm_cut'; readonly arm: string; readonly reason: string }
  /** The verdict on the arm counts from now on. */
  | { readonly type: 'arm_closed'; readonly arm: string };

/** What the referee asks for next. */
export type RefereeAction =
  | { readonly type: 'start'; readonly arm: string; readonly slot: Slot }
  /** The arm is decided; its trials still under way are worth nothing. */
  | { readonly type: 'cancel'; readonly arm: string }
  | { readonly type: 'verdict'; readonly arm: string; readonly verdict: Verdict };

export function slotKey(slot: Slot): string {
  return JSON.stringify([slot.evalId, slot.trial]);
}
