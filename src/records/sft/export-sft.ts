import type { Redact } from '../../agents/redact.ts';
import { executorPrompt, inputNames } from '../../evals/stage.ts';
import type { Workspace } from '../../store/layout.ts';
import type { ExportRequest, ExportSummary } from '../port.ts';
import {
  iterationAt,
  jobOf,
  openRecordedRun,
  type RecordedRun,
  type RecordedTrial,
  readingWarnings,
  recordedTrials,
} from '../recorded-run.ts';
import { openTarget } from '../target.ts';
import { eventsOfTrial } from '../trial-events.ts';
import { openDataset } from './dataset.ts';
import { dialogueOf } from './dialogue.ts';
import type { Sample } from './im.ts';
import { isWanted, iterationsOf, type SftOptions, sftOptions } from './options.ts';
import { isUnchanged, signatureOf } from './signature.ts';

/** Why a trial is no training data. */
const REASONS = ['pending', 'unmeasured', 'filtered', 'no_trajectory', 'broken', 'incomplete', 'invalid'] as const;
type Reason = (typeof REASONS)[number];

interface Converting {
  readonly recorded: RecordedRun;
  readonly options: SftOptions;
  readonly redact: Redact;
  readonly iteration: number;
}

/** Writes the trials that are asked for as training data, a data set for each job. */
export async function exportSft(workspace: Workspace, request: ExportRequest): Promise<ExportSummary> {
  const options = sftOptions(request.options);
  const recorded = await openRecordedRun(workspace);
  const iterations = iterationsOf(recorded, options.job);
  const target = await openTarget(request.to, { workspace: workspace.root, skill: recorded.run.skill.path });
  const skipped = new Map<Reason, number>(REASONS.map((reason) => [reason, 0]));
  let [jobs, records, unchanged] = [0, 0, 0];
  for (const iteration of iterations) {
    const { ended, pending } = await recordedTrials(recorded, iteration);
    skipped.set('pending', (skipped.get('pending') ?? 0) + pending);
    const job = jobOf(recorded, iteration);
    const signature = signatureOf(ended, options);
    if (options.skipUnchanged && isUnchanged(target.root, job, signature)) {
      unchanged += 1;
      continue;
    }
    jobs += 1;
    await target.folder(`sft_data/${job}`, async (dir) => {
      const dataset = openDataset(dir, { job, style: options.lfStyle, prose: options.prose });
      for (const trial of ended) {
        const sample = sampleOf({ recorded, options, redact: request.redact, iteration }, trial);
        if (typeof sample === 'string') skipped.set(sample, (skipped.get(sample) ?? 0) + 1);
        else dataset.add(sample);
      }
      records += dataset.close(signature);
    });
  }
  return {
    written: { jobs, records },
    skipped: { ...Object.fromEntries(skipped), test_split_evals: recorded.sealed, unchanged_jobs: unchanged },
    warnings: readingWarnings(recorded),
  };
}

function sampleOf({ recorded, options, redact, iteration }: Converting, trial: RecordedTrial): Sample | Reason {
  if (trial.grading === null) return 'unmeasured';
  if (!isWanted(trial, options)) return 'filtered';
  const told = eventsOfTrial(recorded, trial, redact);
  if (told === null) return 'no_trajectory';
  if (told.broken > 0) return 'broken';
  const inputs = inputNames(trial.evalCase.files).map((name) => ({ name }));
  const dialogue = dialogueOf(redact(executorPrompt(trial.evalCase, inputs)), told.events);
  if (typeof dialogue === 'string') return dialogue;
  const decision = iterationAt(recorded, iteration)?.decision?.decision ?? null;
  const id = `${jobOf(recorded, iteration)}/${trial.name}`;
  return { id, skill: recorded.run.skill.name, iteration, decision, trial, dialogue };
}
