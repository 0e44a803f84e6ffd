import type { Agent } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import type { LoopEvent } from '../core/events.ts';
import type { AgentlessConfig, Limits, RuleName, RunConfig, RunRecord } from '../core/schema/run.ts';
import type { Clock } from '../platform/clock.ts';
import type { StopControl } from './campaign.ts';
import type { Fork } from './fork.ts';

/** What a caller of the loop decides; everything that is left out is taken from the run on disk, else from the defaults. */
export interface CampaignRequest {
  readonly skillDir: string;
  /** null: beside the skill. */
  readonly workspaceRoot: string | null;
  /** Moves an existing workspace aside and begins anew. */
  readonly restart: boolean;
  readonly config: Partial<RunConfig>;
  /** Where the parts of `config` come from; from flags where nothing is said. */
  readonly origins?: RunRecord['origins'];
  readonly defaults: AgentlessConfig;
  /** The agent of a run that begins where none is named. Throws a UserError `agent_unavailable` when there is none. */
  findAgent(): Promise<string>;
  /** Input files of evals that do not exist are warnings. */
  readonly allowMissingFiles?: boolean;
  /** A file of evals that lie outside the skill, for a run that begins; null: there is none. Absolute. */
  readonly sealed?: string | null;
  /** What a run that begins has for its original, in place of the skill as it is; null: the skill. */
  readonly fork?: Fork | null;
  /** Only a claim may still be made of a run whose sealed evals were seen. */
  readonly afterSubmit?: boolean;
  readonly limits: Partial<Limits>;
  defaultLimits(rule: RuleName): Limits;
  /** So many iterations more than are decided; null: as the limits say. */
  readonly moreIterations?: number | null;
  /** Workspaces of earlier runs whose trials need not be paid again. Absolute. */
  readonly reuse?: readonly string[];
  readonly passEnv: readonly string[];
  /** What agents and checks may read behind a sandbox besides their own. Absolute. */
  readonly readable?: readonly string[];
  /** The person's variables that agents may be given. */
  readonly environment: Readonly<Record<string, string>>;
  /** The environment of the commands that checks run; null: evals with such checks are refused. */
  readonly commandEnvironment: Readonly<Record<string, string>> | null;
  readonly programVersion: string;
  readonly redact: Redact;
  readonly clock: Clock;
  readonly stop: StopControl;
  createAgent(spec: string): Agent;
  emit(event: LoopEvent): void;
}
