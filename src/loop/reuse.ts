import { realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type RunRecord, runRecordSchema } from '../core/schema/run.ts';
import { exists } from '../platform/exists.ts';
import { type Workspace, workspaceAt } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { checkSeal } from '../store/seal.ts';
import { isAsSealed, type SealedTrial, sealedTrials } from '../store/sealed-trials.ts';

/** A trial of another run that may be taken over. */
export interface ElsewhereTrial extends SealedTrial {
  readonly runId: string;
}

/** The trials of other workspaces, by their content address. They are read and never written. */
export interface Reuse {
  /** The first whose files are those that its iteration was closed with; null when there is none. */
  find(key: string): Promise<ElsewhereTrial | null>;
}

/** Opens the workspaces of `--reuse` for a run in `own`. A UserError `usage` where one is that very workspace, or none of ours. */
export async function openReuse(own: string, roots: readonly string[]): Promise<Reuse | null> {
  if (roots.length === 0) return null;
  const sources: Source[] = [];
  for (const root of roots) sources.push(await openSource(own, root));
  let index: Promise<ReadonlyMap<string, readonly ElsewhereTrial[]>> | null = null;
  const checks = new Map<string, ReturnType<typeof checkSeal>>();
  const checkOf = ({ workspace, iteration }: SealedTrial): ReturnType<typeof checkSeal> => {
    const { dir } = workspace.iteration(iteration);
    const check = checks.get(dir) ?? checkSeal(dir);
    checks.set(dir, check);
    return check;
  };
  return {
    async find(key) {
      index ??= indexOf(sources);
      for (const trial of (await index).get(key) ?? []) if (isAsSealed(trial, await checkOf(trial))) return trial;
      return null;
    },
  };
}

interface Source {
  readonly workspace: Workspace;
  readonly run: RunRecord;
}

async function openSource(own: string, root: string): Promise<Source> {
  const workspace = workspaceAt(resolve(root));
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run === null) {
    throw new UserError('usage', `${root} is no workspace of skillratchet, so nothing of it can be reused.`, {
      hint: 'Name the workspace of an earlier run with --reuse DIR.',
    });
  }
  if ((await exists(own)) && (await realpath(own)) === (await realpath(root))) {
    throw new UserError('usage', `${root} is the workspace of this very run, whose trials are never paid twice.`, {
      hint: 'Leave --reuse out, or name another workspace.',
    });
  }
  return { workspace, run };
}

async function indexOf(sources: readonly Source[]): Promise<ReadonlyMap<string, readonly ElsewhereTrial[]>> {
  const index = new Map<string, ElsewhereTrial[]>();
  for (const { workspace, run } of sources) {
    for (const trial of await sealedTrials(workspace)) {
      const { key, outcome } = trial.record;
      if (key === null || !WHOLE.includes(outcome)) continue;
      index.set(key, [...(index.get(key) ?? []), { ...trial, runId: run.run_id }]);
    }
  }
  return index;
}

/** The executor came to its end. What failed is tried again: it may have been the environment's doing. */
const WHOLE: readonly SealedTrial['record']['outcome'][] = ['graded', 'judge_error'];

/** How a copy of a trial says where it comes from, in a workspace at `own`. */
export function cacheHitOf(own: string, { workspace, runId, iteration, record }: ElsewhereTrial) {
  return { run_id: runId, workspace: relative(own, workspace.root) || '.', iteration, eval_id: record.eval_id };
}
