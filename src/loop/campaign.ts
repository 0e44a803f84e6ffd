import type { Agent } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import type { Bounds } from '../core/budget.ts';
import type { Canaries } from '../core/canary.ts';
import type { LoopEvent } from '../core/events.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Limits, RunRecord, StopReason } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { Role } from '../core/schema/trial.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sandbox } from '../platform/sandbox/port.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Journal } from '../store/journal.ts';
import type { Workspace } from '../store/layout.ts';
import type { Skill } from '../store/skill.ts';
import type { Reuse } from './reuse.ts';
import type { Tables } from './tables.ts';

/** How the person at the keyboard ends a run: first nothing new is started, then the calls under way are ended. */
export interface StopControl {
  /** True once the run shall end; calls under way may finish. */
  requested(): boolean;
  /** True once no further iteration shall be begun; the one under way is finished. */
  afterIteration?(): boolean;
  /** Resolves when a call may be begun: at once unless the person paused the run. */
  untilResumed?(): Promise<void>;
  /** Aborted to end the calls under way as well. */
  readonly abort: AbortSignal;
}

/** Everything that the steps of one run share. */
export interface Campaign {
  readonly workspace: Workspace;
  /** The original, as read at the start; only its name and description are used afterwards. */
  readonly skill: Skill;
  readonly evals: readonly EvalCase[];
  /** The folder in which an eval's input files lie, and in its `evals/` what checks compare with. Absolute. */
  suiteRootOf(evalCase: EvalCase): string;
  readonly run: RunRecord;
  /** Trials of other runs that candidates may be measured by; null: none. */
  readonly reuse: Reuse | null;
  readonly limits: Limits;
  /** What the limits allow the climb and the whole run. */
  readonly bounds: Bounds;
  readonly agents: Readonly<Record<Role, Agent>>;
  /** The executors after the first of a run with several, by their names within it. */
  readonly further: ReadonlyMap<string, Agent>;
  /** Version of skillratchet, for the records. */
  readonly programVersion: string;
  readonly passEnv: readonly string[];
  /** The person's variables that agents may be given. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that no agent is pointed to: the skill and the workspace, by every path that is known. Absolute. */
  readonly hidden: readonly string[];
  /** Keeps what agents and checks start within their own folders. */
  readonly sandbox: Sandbox;
  readonly canaries: Canaries;
  /** The environment of the commands that checks run; null: such checks are refused. */
  readonly commandEnvironment: Readonly<Record<string, string>> | null;
  readonly redact: Redact;
  readonly scheduler: Scheduler;
  readonly journal: Journal;
  /** What stands in the tables of the run after some decisions. */
  readonly tables: (decisions: readonly Decision[]) => Promise<Tables>;
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
