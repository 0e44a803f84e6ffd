import { relative } from 'node:path';
import { calibrationOf } from '../core/calibration.ts';
import { valueDifferences } from '../core/difference.ts';
import { calibrationSchema } from '../core/schema/calibration.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { type EvalCase, runsOf } from '../core/schema/suite.ts';
import type { Workspace } from '../store/layout.ts';
import type { Findings } from '../store/verify-findings.ts';
import { raceSettingsOf } from './referee-of.ts';
import type { StoredTrial } from './verify-stored.ts';

interface Measured {
  readonly run: RunRecord;
  readonly evals: readonly EvalCase[];
  trialsOf(purpose: string, version: string): readonly StoredTrial[];
}

/** Checks the newest calibration against the gradings of its passes; its replays are made again. */
export async function verifyCalibration(
  { workspace, findings }: { readonly workspace: Workspace; readonly findings: Findings },
  { run, evals, trialsOf }: Measured,
): Promise<void> {
  const stored = await findings.read(workspace.calibration, calibrationSchema);
  if (stored === null) return;
  const { number, version, passes } = stored;
  const trials = trialsOf(`calibrate-${number}`, version).flatMap(({ evalCase, record, grading }) =>
    record.outcome === null ? [] : [{ evalId: evalCase.id, trial: record.trial, outcome: record.outcome, grading }],
  );
  const asked = { number, version, passes };
  const computed = calibrationOf({ asked, settings: raceSettingsOf(run.config, evals), runs: runsOf(evals), trials });
  findings.add(valueDifferences(relative(workspace.root, workspace.calibration), stored, computed));
}
