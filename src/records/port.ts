import type { Redact } from '../agents/redact.ts';
import type { Workspace } from '../store/layout.ts';

/**
 * The exporter port. An exporter writes what a workspace knows in a form that other tools read. It reads the workspace
 * alone, whatever state the run is in, changes nothing in it and decides nothing; the same workspace gives the same
 * files. Whatever it writes lies below its target and went through `redact`; nothing of the test split does.
 */
export interface Exporter {
  /** "artifacts", "sft". */
  readonly name: string;
  /** What it writes, in a few words. */
  readonly writes: string;
  /** The target where none is named, relative to where the person stands. */
  readonly defaultTarget: string;
  readonly flags: readonly ExportFlag[];
  /** Loads what it needs when it is called. A UserError where the workspace holds nothing to export, or the target something that is not ours. */
  export(workspace: Workspace, request: ExportRequest): Promise<ExportSummary>;
}

/** A flag of one exporter, as commander writes it. */
export interface ExportFlag {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
}

export interface ExportRequest {
  /** The target. Absolute. */
  readonly to: string;
  readonly redact: Redact;
  /** What was given of the exporter's flags, by attribute name; parsed by the exporter. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ExportSummary {
  /** How much was written, by what is counted: jobs, trials, records. */
  readonly written: Readonly<Record<string, number>>;
  /** How many trials were left out, by the reason; every reason of the exporter, 0 too. */
  readonly skipped: Readonly<Record<string, number>>;
  /** What could not be read, and what was written otherwise than asked for. */
  readonly warnings: readonly string[];
}
