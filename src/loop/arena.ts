import type { ArmPlan, Measurement, RefereeAction, Slot, Verdict } from '../core/referee/port.ts';
import type { Referee } from '../core/referee/referee.ts';
import { RunHalted, type StopControl } from './campaign.ts';

/** Runs the trials that the referee asks for, until it has a verdict. */
export interface Arena {
  readonly referee: () => Referee;
  open(plan: ArmPlan): void;
  /** The next verdict, in the order in which verdicts must be applied. Throws RunHalted when the run ends before. */
  nextVerdict(): Promise<{ readonly arm: string; readonly verdict: Verdict }>;
  /** Lets the verdict on the arm count for those that come after it. */
  close(arm: string): void;
}

export interface ArenaParts {
  readonly referee: Referee;
  readonly stop: StopControl;
  freeSlots(): number;
  /** Measures one trial, or gives back what is stored of it. Rejects only to halt the run. */
  measure(arm: string, slot: Slot): Promise<Measurement>;
}

export function createArena(parts: ArenaParts): Arena {
  let referee = parts.referee;
  let failure: unknown = null;
  const underWay = new Set<Promise<void>>();

  const start = (arm: string, slot: Slot): void => {
    referee = referee.fold({ type: 'trial_started', arm, slot });
    const work = parts.measure(arm, slot).then(
      (measurement) => {
        referee = referee.fold({ type: 'trial_ended', arm, slot, measurement });
      },
      (error: unknown) => {
        failure ??= error;
      },
    );
    const tracked = work.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };

  const startWhatIsAsked = (): void => {
    if (failure !== null || parts.stop.requested()) return;
    for (const action of referee.next(parts.freeSlots())) {
      if (action.type === 'start') start(action.arm, action.slot);
    }
  };

  return {
    referee: () => referee,
    open(plan) {
      referee = referee.fold({ type: 'arm_opened', plan });
    },
    async nextVerdict() {
      for (;;) {
        startWhatIsAsked();
        const verdict = referee.next(0).find(isVerdict);
        if (verdict !== undefined) return verdict;
        if (underWay.size === 0) throw failure ?? new RunHalted('user', 'The run was stopped.');
        await Promise.race(underWay);
      }
    },
    close(arm) {
      referee = referee.fold({ type: 'arm_closed', arm });
    },
  };
}

function isVerdict(action: RefereeAction): action is Extract<RefereeAction, { type: 'verdict' }> {
  return action.type === 'verdict';
}
