import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { Redact } from '../../agents/redact.ts';
import { configRecord } from '../../core/schema/config-record.ts';
import { jobAt } from '../../store/artifacts-layout.ts';
import { below, iterationAt, jobOf, type RecordedRun, recordedTrials } from '../recorded-run.ts';
import type { Target } from '../target.ts';
import { jobResult } from './job-result.ts';
import { type TrialOptions, writeTrial } from './trial.ts';

export interface JobRequest extends TrialOptions {
  readonly recorded: RecordedRun;
  readonly target: Target;
  readonly iteration: number;
}

export interface JobCounts {
  readonly trials: number;
  readonly trajectories: number;
  readonly pending: number;
}

/** Writes an iteration as `jobs/RUN_ID-iter-N/`, in the place of what an earlier export wrote of it. */
export async function writeJob(request: JobRequest): Promise<JobCounts> {
  const { recorded, target, iteration, redact } = request;
  const name = jobOf(recorded, iteration);
  const { ended, pending } = await recordedTrials(recorded, iteration);
  let trajectories = 0;
  await target.folder(`jobs/${name}`, async (dir) => {
    for (const trial of ended) {
      const hasTrajectory = await writeTrial({ ...request, dir: join(dir, trial.name), trial });
      trajectories += hasTrajectory ? 1 : 0;
    }
    const decision = iterationAt(recorded, iteration)?.decision ?? null;
    const result = jobResult({ name, skill: recorded.run.skill.name, decision, trials: ended, pending });
    writeFileSync(jobAt(dir).result, redact(`${JSON.stringify(result, null, 2)}\n`));
    writeFileSync(jobAt(dir).config, configText(recorded, iteration, redact));
  });
  return { trials: ended.length, trajectories, pending };
}

/** The frozen config of the iteration; while it is not decided, that of the run, which is the same. */
function configText(recorded: RecordedRun, iteration: number, redact: Redact): string {
  const { config } = recorded.workspace.iteration(iteration);
  const stored = recorded.door.record(below(recorded, config), z.record(z.string(), z.unknown()));
  return redact(stringify(stored ?? configRecord(recorded.run.config)));
}
