import { EXIT } from '../../core/errors.ts';
import type { RunView, ViewedRow } from '../../core/run-view.ts';

export const STATUSES = ['completed', 'interrupted', 'failed'] as const;
export type ArchiveStatus = (typeof STATUSES)[number];

/** What nobody but the program that ended can tell. Times are UTC, ending in Z. */
export interface ProgramEnd {
  readonly exit_code: number;
  readonly started_at: string;
  readonly completed_at: string;
}

/** What of the skill the run worked on. */
export interface ArchivedInputs {
  readonly skill_sha256: string | null;
  readonly evals_sha256: string | null;
  /** Of the skill's repository; null where there is none. */
  readonly commit: string | null;
}

/** The status word of an exit code: runs whose end was meant are completed, those that a person ended interrupted. */
export function statusOf(exitCode: number): ArchiveStatus {
  const meant: readonly number[] = [EXIT.done, EXIT.refused, EXIT.capped];
  if (meant.includes(exitCode)) return 'completed';
  const ended: readonly number[] = [EXIT.interrupted, EXIT.terminated];
  return ended.includes(exitCode) ? 'interrupted' : 'failed';
}

/** `metadata.yaml` of an archived run; its keys are in the order in which readers expect them. */
export function metadataOf(id: string, view: RunView, { end, inputs }: { end: ProgramEnd; inputs: ArchivedInputs }) {
  const { exit_code, started_at, completed_at } = end;
  const { commit, ...hashes } = inputs;
  return {
    id,
    block: view.run?.skill.name ?? view.workspace.name,
    started_at,
    completed_at,
    status: statusOf(exit_code),
    exit_code,
    repos: commit === null ? {} : { skill: commit },
    notes: notesOf(view),
    results: resultsOf(view),
    inputs: { ...hashes, config: 'config.yaml' },
  };
}

function resultsOf({ best, iterations, state }: RunView) {
  const rows = iterations.flatMap(({ row }) => row ?? []);
  const count = (action: ViewedRow['action']) => rows.filter((row) => row.action === action).length;
  return {
    baseline: rows[0]?.score ?? null,
    best: rows.at(-1)?.best_score ?? null,
    best_version: best,
    iterations: Math.max(0, rows.length - 1),
    kept: count('kept'),
    reverted: count('reverted'),
    stop_reason: state.stop_reason,
  };
}

/** A sentence for lists. */
function notesOf(view: RunView): string {
  const { baseline, best, best_version, iterations, stop_reason } = resultsOf(view);
  if (baseline === null && best === null) return `nothing was measured (${stop_reason ?? 'no end was noted'})`;
  return `${baseline ?? 'unmeasured'} → ${best ?? 'unmeasured'} (${best_version ?? 'v0'}) in ${iterations} iterations, stopped by ${stop_reason ?? 'a kill'}`;
}

/** The entry of `index.yaml`. */
export function indexEntryOf({ id, started_at, completed_at, status, notes }: ReturnType<typeof metadataOf>) {
  return { id, started_at, completed_at, status, archive: `archives/${id}/`, notes };
}
