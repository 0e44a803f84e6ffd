import { fold, type Ledger, next, openLedger } from './ledger.ts';
import type { Best, Block, LedgerEvent, Numbers, PlanRequest, RefereeAction, Rule } from './port.ts';

/** A rule with its ledger, as one immutable value whose callers need not know what the rule believes. */
export interface Referee {
  readonly rule: string;
  /** What the rule believes now, as it is stored in `decision.json`. */
  readonly standing: unknown;
  best(): Best | null;
  plan(request: PlanRequest): readonly Block[];
  fold(event: LedgerEvent): Referee;
  /** What to do now; slots that would stay empty are filled from up to `ahead` blocks after the next one. */
  next(freeSlots: number, ahead?: number): readonly RefereeAction[];
  /** What is believed so far of an arm without a verdict, in the numbers of its rule; null where nothing was said. */
  told(arm: string): Numbers | null;
  /** Arms without a verdict, in the order in which they were opened. */
  undecided(): readonly string[];
}

/** A referee before its baseline. */
export function beginReferee<S>(rule: Rule<S>): Referee {
  return refereeOf(rule, openLedger(rule.start));
}

/** A referee that believes `stored`; null when that is not a standing of the rule. */
export function openReferee<S>(rule: Rule<S>, stored: unknown): Referee | null {
  const standing = rule.parse(stored);
  return standing === null ? null : refereeOf(rule, openLedger(standing));
}

function refereeOf<S>(rule: Rule<S>, ledger: Ledger<S>): Referee {
  return {
    rule: rule.name,
    standing: ledger.standing,
    best: () => rule.best(ledger.standing),
    plan: (request) => rule.plan(ledger.standing, request),
    fold: (event) => refereeOf(rule, fold(rule, ledger, event)),
    next: (freeSlots, ahead) => next(ledger, freeSlots, ahead),
    told: (id) => ledger.arms.find(({ plan }) => plan.id === id)?.told ?? null,
    undecided: () => ledger.arms.flatMap(({ plan, verdict }) => (verdict === null ? [plan.id] : [])),
  };
}
