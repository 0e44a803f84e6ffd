import type { AgentResult } from './agent-results.ts';
import type { Counted } from './counted.ts';
import type { Headline } from './headline.ts';
import type { ArmsRecord } from './schema/arms.ts';
import type { CalibrationRecord } from './schema/calibration.ts';
import type { CertificateRecord } from './schema/certificate.ts';
import type { ReproductionRecord } from './schema/reproduction.ts';
import type { Action } from './schema/row.ts';
import type { Limits, RunRecord, State, StopReason } from './schema/run.ts';
import type { Split } from './schema/suite.ts';
import type { CacheHit, ErrorKind, Outcome, Role } from './schema/trial.ts';
import type { SuiteNoise } from './suite-noise.ts';
import type { RoleSpend, Spend } from './tally.ts';

/**
 * Everything that people look at of a run, as one JSON document: what reports, tables and the page are rendered from.
 * Read from a workspace alone, whoever wrote it and however much of it is left. What is not known is null, and what
 * could not be read stands in `problems`. Long texts (prompts, evidence, transcripts, outputs, diffs) are read when
 * somebody asks for them. Scores are 0–1, times milliseconds unless they are dates, money US dollars.
 *
 * Every text in it may come from an agent or from a stranger's workspace: escape it wherever it is shown.
 */
export interface RunView {
  readonly schema_version: 1;
  readonly workspace: ViewedWorkspace;
  /** null where no `run.json` can be read. */
  readonly run: ViewedRun | null;
  readonly state: ViewedState;
  /** The incumbent's version; null before the baseline is decided. */
  readonly best: string | null;
  /** v0 and best measured afresh, or that they were not, and what was certified; null while nothing but v0 was kept. */
  readonly headline: Headline | null;
  /** The newest one of each kind. */
  readonly certificates: readonly CertificateRecord[];
  readonly calibration: CalibrationRecord | null;
  /** The newest comparison with and without the skill that measured anything. */
  readonly arms: ArmsRecord | null;
  /** What chance does to a score; null before the baseline. */
  readonly noise: SuiteNoise | null;
  /** What the program warned of, in order, each once. */
  readonly warnings: readonly { readonly kind: string; readonly message: string }[];
  /** What could not be read, or only in part. */
  readonly problems: readonly ViewProblem[];
  /** In the order of the suite; without a suite, in that of their ids. */
  readonly evals: readonly ViewedEval[];
  /** v0 first. */
  readonly versions: readonly ViewedVersion[];
  /** In order; numbers may be missing where records are. */
  readonly iterations: readonly ViewedIteration[];
  /** Trials that belong to no iteration, such as the final ones; those of sealed evals are left out. */
  readonly passes: readonly ViewedPass[];
  /** Iterations that were measured again, in the order in which that was begun; without those that never ended. */
  readonly reproductions: readonly ViewedReproduction[];
}

export interface ViewedWorkspace {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Another tool wrote it: there are results, versions and gradings only. */
  readonly foreign: boolean;
}

export type ViewedRun = Pick<
  RunRecord,
  'run_id' | 'skill' | 'created_at' | 'config' | 'agents' | 'epochs' | 'sealed_sha256' | 'forked_from'
>;

/** `path` is relative to the workspace. */
export interface ViewProblem {
  readonly path: string;
  readonly message: string;
}

/** Where the run stands. */
export interface ViewedState {
  /** null where nothing says so. */
  readonly phase: State['phase'] | null;
  readonly stop_reason: StopReason | null;
  readonly limits: Limits | null;
  /** null where nothing was noted of calls. */
  readonly spend: ViewedSpend | null;
  /** The process at work; null when none is. */
  readonly live: { readonly pid: number; readonly host: string } | null;
  /** When anything happened last; null where nothing was noted. */
  readonly last_event_at: string | null;
  /** The iteration that is under way; null where none is. */
  readonly open: ViewedOpen | null;
}

export interface ViewedOpen {
  readonly iteration: number;
  readonly started_at: string;
  /** The evals that decide, by id. */
  readonly evals: readonly string[];
  /** Calls that have not ended. Of a run that nobody is at work on, those that a kill cut. */
  readonly calls: readonly ViewedCall[];
}

export interface ViewedCall {
  readonly role: Role;
  readonly purpose: string;
  readonly iteration: number;
  readonly eval_id: string | null;
  readonly trial: number | null;
  readonly attempt: number;
  readonly started_at: string;
}

/** What calls used, altogether and by role. */
export interface ViewedSpend extends Omit<Spend, 'trials'> {
  readonly roles: RoleSpend;
}

export interface ViewedEval {
  readonly id: string;
  /** null: train and val, or not known. */
  readonly split: Split | null;
  readonly weight: number;
  /** Set apart for `submit`, so that its expectations are not told. */
  readonly sealed: boolean;
  /** By number, from 1. */
  readonly expectations: readonly ViewedExpectation[];
}

export interface ViewedExpectation {
  readonly text: string;
  /** The type of the check that decides it; null where the judge does, or where that is not known. */
  readonly check: string | null;
}

export interface ViewedVersion {
  readonly name: string;
  /** The iteration that kept it. */
  readonly iteration: number;
  readonly tree_hash: string | null;
  /** Of the skill, `evals/` left aside; null where its folder cannot be read. */
  readonly files: number | null;
  readonly bytes: number | null;
}

export interface ViewedIteration {
  readonly number: number;
  /** null while it is not decided, and where its row cannot be read. */
  readonly row: ViewedRow | null;
  /** What the score counts for under rule `race`, with P(better); null under another rule. */
  readonly counted: Counted | null;
  /** What the verdict says of each agent; absent in a run with one. */
  readonly agents?: readonly AgentResult[];
  /** Why it was kept or reverted. */
  readonly reason: string | null;
  readonly hypothesis: string | null;
  /** The way of looking at the failures that was asked for. */
  readonly angle: string | null;
  /** The version that the candidate was made from. */
  readonly parent: string | null;
  /** The first iteration of those proposed side by side with it; null where it was proposed alone. */
  readonly batch: number | null;
  readonly files_changed: readonly string[];
  readonly flips: ViewedFlips;
  readonly unmeasured: readonly ViewedUnmeasured[];
  readonly spend: ViewedSpend | null;
  /** From its start to its decision. */
  readonly duration_ms: number | null;
  /** Bytes of the scored skill, `evals/` left aside. */
  readonly skill_bytes: number | null;
  readonly trials: readonly ViewedTrial[];
}

export interface ViewedRow {
  /** null where it was not measured completely; never 0 for that. */
  readonly score: number | null;
  readonly best_score: number | null;
  readonly action: Action;
  readonly changelog: string;
  readonly timestamp: string;
}

/** Expectations by `evalId#number`, against the parent. Of another tool's workspace computed from its gradings. */
export interface ViewedFlips {
  readonly fixed: readonly string[];
  readonly broken: readonly string[];
  /** Passed and failed among the trials of this iteration. */
  readonly flaky: readonly string[];
  /** What the improver said it would fix. */
  readonly expected: readonly string[];
}

export interface ViewedUnmeasured {
  readonly eval_id: string;
  readonly trial: number;
  readonly outcome: Outcome;
  readonly kind: ErrorKind | null;
}

export interface ViewedTrial {
  readonly eval_id: string;
  /** From 1. */
  readonly trial: number;
  /** Its folder, relative to the workspace. */
  readonly folder: string;
  /** null where it is not known, or not ended. */
  readonly outcome: Outcome | null;
  readonly error: { readonly kind: ErrorKind | null; readonly message: string } | null;
  /** Of its expectations; both null for a trial without a score. */
  readonly passed: number | null;
  readonly total: number | null;
  /** A `+` for each expectation that passed and a `-` for each that failed, in order; null without a score. */
  readonly marks: string | null;
  /** The expectations' texts where they are not those of the eval, as other tools may write them; else null. */
  readonly texts: readonly string[] | null;
  readonly started_at: string | null;
  readonly duration_ms: number | null;
  /** Of the executor. */
  readonly tokens_in: number | null;
  readonly tokens_out: number | null;
  readonly cost_usd: number | null;
  readonly attempts: number | null;
  /** Whether the agent used the skill under test; null where it does not tell. */
  readonly skill_used: boolean | null;
  /** Where a trial comes from that was not run anew. */
  readonly reused_from: CacheHit | null;
}

/** Trials of one version that belong to no iteration. */
export interface ViewedPass {
  /** Such as `final-1`, `certify-1`, `calibrate-1` or `arms-1`. */
  readonly purpose: string;
  /** null: no skill was installed. */
  readonly version: string | null;
  readonly trials: readonly ViewedTrial[];
}

/** What came out when an iteration was measured again, beside what is recorded of it. */
export type ViewedReproduction = Pick<
  ReproductionRecord,
  'number' | 'iteration' | 'started_at' | 'recorded' | 'score' | 'verdict'
> & {
  /** As it was asked for. */
  readonly executor: string;
};

/** Everything long about one trial, read when somebody opens it. */
export interface TrialDetails {
  /** null where the suite cannot be read, and for a sealed eval. */
  readonly prompt: string | null;
  /** As graded; none for a trial without a score. */
  readonly expectations: readonly DetailedExpectation[];
  /** What the grader says of the eval itself. */
  readonly suggestions: readonly string[];
  readonly transcript: ViewedText | null;
  readonly outputs: readonly ViewedOutput[];
  readonly problems: readonly ViewProblem[];
}

export interface DetailedExpectation {
  readonly text: string;
  readonly passed: boolean;
  readonly evidence: string;
  /** Whether the evidence of a judge stands in transcript or outputs; null where that is not known. */
  readonly evidence_verified: boolean | null;
  /** Who decided it; null where the grading does not say. */
  readonly source: 'check' | 'judge' | null;
}

/** A text that may be cut; `bytes` is what the whole has. */
export interface ViewedText {
  readonly text: string;
  readonly bytes: number;
  readonly cut: boolean;
}

export interface ViewedOutput {
  /** Relative to the trial's outputs, with `/`. */
  readonly path: string;
  readonly bytes: number;
}
