import type { Agent } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import type { LoopEvent } from '../core/events.ts';
import type { Limits, RunRecord, StopReason } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { Role } from '../core/schema/trial.ts';
import type { Clock } from '../platform/clock.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Journal } from '../store/journal.ts';
import type { Workspace } from '../store/layout.ts';
import type { Skill } from '../store/skill.ts';

/** How the person at the keyboard ends a run: first nothing new is started, then the calls under way are ended. */
export interface StopControl {
  /** True once the run shall end; calls under way may finish. */
  requested(): boolean;
  /** Aborted to end the calls under way as well. */
  readonly abort: AbortSignal;
}

/** Everything that the steps of one run share. */
export interface Campaign {
  readonly workspace: Workspace;
  /** The original, as read at the start; only its name and description are used afterwards. */
  readonly skill: Skill;
  readonly evals: readonly EvalCase[];
  readonly run: RunRecord;
  readonly limits: Limits;
  readonly agents: Readonly<Record<Role, Agent>>;
  /** Version of skillratchet, for the records. */
  readonly programVersion: string;
  readonly passEnv: readonly string[];
  /** The environment of the commands that checks run; null: such checks are refused. */
  readonly commandEnvironment: Readonly<Record<string, string>> | null;
  readonly redact: Redact;
  readonly scheduler: Scheduler;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly stop: StopControl;
  emit(event: LoopEvent): void;
}

/** The run must end here, with the iteration open and no row: nothing was decided and nothing is lost. */
export class RunHalted extends Error {
  readonly stopReason: StopReason;

  constructor(stopReason: StopReason, message: string) {
    super(message);
    this.name = 'RunHalted';
    this.stopReason = stopReason;
  }
}
