import type { z } from 'zod';
import type { AgentEvent } from '../../agents/port.ts';
import type { CheckSpec } from '../../core/schema/suite.ts';
import type { Command } from '../../platform/sandbox/port.ts';

/** What a check may look at, all of it as stored. */
export interface CheckedTrial {
  /** Folder with the trial's outputs. Absolute. */
  readonly outputs: string;
  /** The suite's `evals/` as frozen when the run began. Absolute. */
  readonly evals: string;
  /** What the agent did; the last message of the assistant is the final message. */
  readonly events: readonly AgentEvent[];
  /** How commands are run; null: commands are refused. */
  readonly commands: CommandSetting | null;
}

export interface CommandSetting {
  /** An empty folder of this trial, removed by the caller. Absolute. */
  readonly scratch: string;
  /** Put into the environment of every process, so that none of them can outlive the check unseen. */
  readonly marker: string;
  /** The environment of a command, without HOME and TMPDIR. */
  readonly environment: Readonly<Record<string, string>>;
  /** The command that runs `command` behind the run's sandbox. */
  confine(command: Command): Promise<Command>;
  /** Aborted to end the command under way: the check then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

export interface CheckResult {
  readonly passed: boolean;
  /** What was seen, in one line. */
  readonly evidence: string;
  /** The check could not look (no such file, no JSON, out of time): not passed, and its contrary neither. */
  readonly undecided?: true;
}

/** Where a check of a suite is looked over before anything runs. */
export interface SuiteContext {
  /** The suite's `evals/`. Absolute. */
  readonly evals: string;
  /** What is wrong with a check inside this one; null when nothing is. */
  problemOf(spec: CheckSpec): Promise<string | null>;
}

/** A deterministic test of one expectation. `schema` states the fields it takes besides `type`. */
export interface Check<Schema extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly schema: Schema;
  /** What is wrong with fields that fit the schema but name files or hold checks; null when nothing is. */
  problem?(fields: z.infer<Schema>, context: SuiteContext): Promise<string | null>;
  /** The files of the suite that it reads, as it names them. */
  suiteFiles?(fields: z.infer<Schema>): readonly string[];
  /** Throws NotCheckable when there is nothing to look at. `run` decides a check inside this one. */
  run(fields: z.infer<Schema>, trial: CheckedTrial, run: RunNested): Promise<CheckResult>;
}

export type RunNested = (spec: CheckSpec) => Promise<CheckResult>;
