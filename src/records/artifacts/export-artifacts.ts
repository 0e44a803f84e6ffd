import { z } from 'zod';
import type { Workspace } from '../../store/layout.ts';
import type { ExportRequest, ExportSummary } from '../port.ts';
import { openRecordedRun, type RecordedRun, readingWarnings } from '../recorded-run.ts';
import { openTarget, type Target } from '../target.ts';
import { type JobCounts, writeJob } from './job.ts';
import { writeProposal } from './proposal.ts';

const optionsSchema = z.object({ trajectory: z.enum(['full', 'final']).default('full') });

/** Writes every iteration as a job. */
export async function exportArtifacts(workspace: Workspace, request: ExportRequest): Promise<ExportSummary> {
  const recorded = await openRecordedRun(workspace);
  return exportJobs(
    recorded,
    request,
    recorded.iterations.map(({ number }) => number),
  );
}

/** Writes iterations of a run at work as they stand at each call; what a call found closed is not read again by the next. */
export function createJobWriter(
  workspace: Workspace,
  request: ExportRequest,
): (iterations: readonly number[]) => Promise<ExportSummary> {
  let recorded: RecordedRun | null = null;
  return async (iterations) => {
    recorded = await openRecordedRun(workspace, recorded);
    return exportJobs(recorded, request, iterations);
  };
}

async function exportJobs(
  recorded: RecordedRun,
  request: ExportRequest,
  iterations: readonly number[],
): Promise<ExportSummary> {
  const { trajectory } = optionsSchema.parse(request.options);
  const target = await openArtifacts(recorded, request.to);
  const [counts, warnings]: [JobCounts[], string[]] = [[], []];
  for (const iteration of iterations) {
    const job = { recorded, target, iteration, redact: request.redact };
    counts.push(await writeJob({ ...job, trajectory, warn: (message) => warnings.push(message) }));
    await writeProposal(job);
  }
  const sum = (pick: (one: JobCounts) => number) => counts.reduce((total, one) => total + pick(one), 0);
  return {
    written: { jobs: counts.length, trials: sum((one) => one.trials), trajectories: sum((one) => one.trajectories) },
    skipped: { pending: sum((one) => one.pending), test_split_evals: recorded.sealed },
    warnings: [...readingWarnings(recorded), ...warnings],
  };
}

/** Opens a folder of artifacts for what is exported of this run. */
export function openArtifacts({ workspace, run }: RecordedRun, to: string): Promise<Target> {
  return openTarget(to, { workspace: workspace.root, skill: run.skill.path });
}
