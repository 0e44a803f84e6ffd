import type { ArmTrial } from '../core/arms.ts';
import { type Arm, type ArmsRequest, NO_SKILL } from '../core/schema/arms.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import { namesIn } from '../platform/names-in.ts';
import { type TrialsPlace, type Workspace, workspaceAt } from '../store/layout.ts';
import { readTrial, trialPlaces } from '../store/trials.ts';
import { storedMeasurement } from './measure.ts';
import type { Reuse } from './reuse.ts';

/** Where the trials of an arm lie. */
export function armPlace(workspace: Workspace, number: number, { version }: Pick<Arm, 'version'>): TrialsPlace {
  return workspace.pass(`arms-${number}`, version ?? NO_SKILL);
}

/** Numbers of the comparisons that were begun, in order. */
export async function armsIn({ passes }: Workspace): Promise<readonly number[]> {
  const numbers = (await namesIn(passes)).flatMap((name) => /^arms-([1-9]\d*)$/.exec(name)?.[1] ?? []);
  return numbers.map(Number).sort((a, b) => a - b);
}

/** The stored trials of a comparison that have ended, arm by arm. */
export async function armTrials(
  { workspace, evals }: { readonly workspace: Workspace; readonly evals: readonly EvalCase[] },
  { number, arms, trials }: ArmsRequest,
): Promise<readonly ArmTrial[]> {
  const found: ArmTrial[] = [];
  for (const arm of arms) {
    const place = armPlace(workspace, number, arm);
    for (const evalCase of decidingEvals(evals)) {
      for (let trial = 1; trial <= trials; trial += 1) {
        const record = await readTrial(place.trial(evalCase.id, trial));
        const measurement = await storedMeasurement(place, evalCase, { trial });
        if (record === null || measurement === null) continue;
        const { usage, duration_ms: durationMs, cache_hit } = record;
        const reused = cache_hit !== null;
        found.push({ arm: arm.name, evalId: evalCase.id, trial, measurement, usage, durationMs, reused });
      }
    }
  }
  return found;
}

/** The trials without a skill that earlier comparisons of a run left, by their content address. */
export function bareTrials(
  {
    workspace,
    run,
    evals,
  }: { readonly workspace: Workspace; readonly run: RunRecord; readonly evals: readonly EvalCase[] },
  before: number,
): Reuse {
  return {
    async find(key) {
      for (const number of (await armsIn(workspace)).filter((one) => one < before)) {
        const stored = workspace.pass(`arms-${number}`, NO_SKILL);
        for (const place of (await Promise.all(evals.map(({ id }) => trialPlaces(stored, id)))).flat()) {
          const record = await readTrial(place);
          const isWhole = record?.outcome === 'graded' || record?.outcome === 'judge_error';
          if (record === null || !isWhole || record.key !== key) continue;
          return { workspace: workspaceAt(workspace.root), runId: run.run_id, iteration: 0, place, record };
        }
      }
      return null;
    },
  };
}
