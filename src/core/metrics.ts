import type { Grading } from './schema/grading.ts';
import type { TreeEntry } from './schema/manifest.ts';
import type { EvalCase } from './schema/suite.ts';
import { OUTCOMES, type TrialRecord } from './schema/trial.ts';
import { sumUsage } from './schema/usage.ts';
import type { RoleSpend } from './tally.ts';

export interface MeasuredPass {
  /** The cell of `results.tsv`. */
  readonly score: string;
  readonly evals: readonly EvalCase[];
  readonly trials: readonly TrialRecord[];
  /** By eval id; evals that were not measured are absent. */
  readonly gradings: ReadonlyMap<string, Grading>;
  readonly tree: readonly TreeEntry[];
  /** What the iteration's calls took, those that failed and those of judge and improver included. */
  readonly spend: RoleSpend;
}

/** `metrics.json` of an iteration. Unmeasured values are null, never 0. Durations are milliseconds, sizes bytes. */
export function iterationMetrics({ score, evals, trials, gradings, tree, spend }: MeasuredPass) {
  const usage = sumUsage(trials.map((trial) => trial.usage));
  const sizes = tree.flatMap((entry) =>
    entry.type === 'file' && !entry.path.startsWith('evals/') ? [entry.size] : [],
  );
  return {
    schema_version: 1,
    score: score === '' ? null : Number(score),
    pass_rates: Object.fromEntries(evals.map(({ id }) => [id, gradings.get(id)?.summary.pass_rate ?? null])),
    trials: Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, trials.filter((trial) => trial.outcome === outcome).length]),
    ),
    usage,
    spend,
    duration_ms: trials.reduce((sum, { duration_ms }) => sum + duration_ms, 0),
    skill_files: sizes.length,
    skill_bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}
