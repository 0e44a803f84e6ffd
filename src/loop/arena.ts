import type { ArmPlan, LedgerEvent, Measurement, Numbers, RefereeAction, Slot, Verdict } from '../core/referee/port.ts';
import type { Referee } from '../core/referee/referee.ts';
import { RunHalted, type StopControl } from './campaign.ts';

/** Runs the trials that the referee asks for, until it has a verdict. */
export interface Arena {
  readonly referee: () => Referee;
  open(plan: ArmPlan): void;
  /** The next verdict, in the order in which verdicts must be applied. Throws RunHalted when the run ends before. */
  nextVerdict(): Promise<{ readonly arm: string; readonly verdict: Verdict }>;
  /** Nothing more is run: every arm that has no verdict gets one from what it has. */
  cut(reason: string): void;
  /** Lets the verdict on the arm count for those that come after it. */
  close(arm: string): void;
}

export interface ArenaParts {
  readonly referee: Referee;
  readonly stop: StopControl;
  freeSlots(): number;
  /** Slots that would stay empty start trials of the next block, which may turn out to be for nothing. */
  readonly speculate?: boolean;
  /** Measures one trial, or gives back what is stored of it. Rejects only to halt the run. */
  measure(arm: string, slot: Slot): Promise<Measurement>;
  /** What is believed now of an arm that is not decided; the rule's numbers. */
  looked?(arm: string, numbers: Numbers): void;
  /** Only this arm of several is undecided. */
  alone(arm: string): Promise<void>;
}

export function createArena(parts: ArenaParts): Arena {
  const state: State = { referee: parts.referee, failure: null, alone: null, underWay: trialsUnderWay() };
  const fold = (event: LedgerEvent): void => {
    state.referee = state.referee.fold(event);
  };
  return {
    referee: () => state.referee,
    open: (plan) => fold({ type: 'arm_opened', plan }),
    async nextVerdict() {
      for (;;) {
        startWhatIsAsked(state, parts);
        const verdict = state.referee.next(0).find(isVerdict);
        if (verdict !== undefined) {
          // What was started early and is not needed any more ends by itself, so that all trials of an arm are terminal.
          await state.underWay.endOf(verdict.arm);
          return verdict;
        }
        const arm = newlyAlone(state);
        if (arm !== null) {
          await parts.alone(arm);
          continue;
        }
        if (state.underWay.none()) throw state.failure ?? new RunHalted('user', 'The run was stopped.');
        await state.underWay.endOfAny();
      }
    },
    cut(reason) {
      for (const arm of state.referee.undecided()) fold({ type: 'arm_cut', arm, reason });
    },
    close: (arm) => fold({ type: 'arm_closed', arm }),
  };
}

interface State {
  referee: Referee;
  /** The first trial that halted the run; null while none did. */
  failure: unknown;
  /** The arm that was last said to be the only undecided one. */
  alone: string | null;
  readonly underWay: ReturnType<typeof trialsUnderWay>;
}

function startWhatIsAsked(state: State, parts: ArenaParts): void {
  const { stop, freeSlots, speculate = false, measure } = parts;
  if (state.failure !== null || stop.requested()) return;
  for (const action of state.referee.next(freeSlots(), speculate ? 1 : 0)) {
    if (action.type !== 'start') continue;
    const { arm, slot } = action;
    state.referee = state.referee.fold({ type: 'trial_started', arm, slot });
    const work = measure(arm, slot).then(
      (measurement) => {
        const before = state.referee;
        state.referee = before.fold({ type: 'trial_ended', arm, slot, measurement });
        tellLooks(before, state.referee, parts);
      },
      (error: unknown) => {
        state.failure ??= error;
      },
    );
    state.underWay.add(arm, work);
  }
}

/** A trial may complete the look at several arms of a batch. */
function tellLooks(before: Referee, after: Referee, { looked }: ArenaParts): void {
  for (const arm of after.undecided()) {
    const told = after.told(arm);
    if (told !== null && told !== before.told(arm)) looked?.(arm, told);
  }
}

function newlyAlone(state: State): string | null {
  const [arm, ...others] = state.referee.undecided();
  if (arm === undefined || others.length > 0 || arm === state.alone) return null;
  state.alone = arm;
  return arm;
}

/** The works that were begun and did not end, by their arms; none of them rejects. */
function trialsUnderWay() {
  const works = new Map<Promise<void>, string>();
  return {
    add(arm: string, work: Promise<void>) {
      const tracked = work.finally(() => works.delete(tracked));
      works.set(tracked, arm);
    },
    none: () => works.size === 0,
    endOfAny: () => Promise.race(works.keys()),
    /** Trials that were started early and are not needed any more end by themselves, so that all of an arm are terminal. */
    endOf: (arm: string) => Promise.all([...works].flatMap(([work, of]) => (of === arm ? [work] : []))),
  };
}

function isVerdict(action: RefereeAction): action is Extract<RefereeAction, { type: 'verdict' }> {
  return action.type === 'verdict';
}
