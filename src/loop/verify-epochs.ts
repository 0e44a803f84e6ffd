import type { RunRecord } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { namesIn } from '../platform/names-in.ts';
import type { Workspace } from '../store/layout.ts';
import { openFindings } from '../store/verify-findings.ts';
import type { Measured } from './referee-of.ts';
import { measurementOf, readStoredTrials } from './verify-stored.ts';

/** What the incumbent's pass at the beginning of each epoch gave, by the iteration with which the epoch begins. */
export async function readEpochs(
  workspace: Workspace,
  run: RunRecord,
  evals: readonly EvalCase[],
): Promise<ReadonlyMap<number, readonly Measured[]>> {
  const passes = new Map<number, readonly Measured[]>();
  for (const [index, { from }] of run.epochs.entries()) {
    const purpose = `epoch-${index + 2}`;
    const [version] = await namesIn(workspace.pass(purpose, '').dir);
    // What is wrong with these trials is found with those of all passes.
    const unheard = openFindings(workspace.root);
    const stored =
      version === undefined ? [] : await readStoredTrials(workspace.pass(purpose, version), evals, unheard);
    const measured = stored.flatMap((trial) => {
      const measurement = measurementOf(trial);
      const slot = { evalId: trial.evalCase.id, trial: trial.record.trial };
      return measurement === null ? [] : [{ slot, measurement }];
    });
    passes.set(from, measured);
  }
  return passes;
}
