import { mkdir, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { SILENT } from '../../agents/replay/agent.ts';
import { conversationIn, playTrial } from '../../agents/replay/play.ts';
import { trialRecordingSchema } from '../../agents/replay/recording.ts';
import { renderTranscript } from '../../agents/transcript.ts';
import { UserError } from '../../core/errors.ts';
import type { ViewProblem } from '../../core/run-view.ts';
import { type Row, rowSchema } from '../../core/schema/row.ts';
import type { TrialRecord } from '../../core/schema/trial.ts';
import { timestamp } from '../../core/timestamp.ts';
import { artifactsAt, artifactTrialAt, jobsOf } from '../../store/artifacts-layout.ts';
import { type Workspace, workspaceAt } from '../../store/layout.ts';
import { stringifyRows } from '../../store/results.ts';
import { type Door, openDoor } from '../../store/run-view/door.ts';
import { expectationsIn } from './verifier-text.ts';

export interface UnpackedRun {
  readonly workspace: Workspace;
  readonly runId: string;
  /** Names of the jobs that it was made of, in order. */
  readonly jobs: readonly string[];
  /** Further runs in the same folder, by their ids. */
  readonly others: readonly string[];
  /** What could not be read; paths relative to the artifacts. */
  readonly problems: readonly ViewProblem[];
}

/**
 * Writes what a folder of artifacts tells of a run to the new folder `to`, laid out as a workspace that can be looked
 * at and nothing else: rows, trials, gradings, transcripts and outputs. The run is the named one, else the one that was
 * decided last. A UserError `usage` where the folder holds no job of that run, or of any.
 */
export async function unpackArtifacts(artifacts: string, to: string, named: string | null): Promise<UnpackedRun> {
  const door = openDoor(artifacts);
  const { jobs: folder } = artifactsAt('');
  const jobs = jobsOf(door.folders(folder));
  const ids = byTime(door, jobs);
  const runId = named ?? ids.at(-1) ?? '';
  const own = jobs.filter((job) => job.runId === runId).sort((a, b) => a.iteration - b.iteration);
  if (own.length === 0) throw nothingIn(artifacts, named, ids);
  const workspace = workspaceAt(to);
  await mkdir(to, { recursive: true });
  // Nothing was noted of its calls; but that there is such a file says whose form this is.
  await writeFile(workspace.events, '');
  const rows: Row[] = [];
  for (const job of own) {
    const row = door.record(`${folder}/${job.name}/result.json`, jobSchema)?.row ?? null;
    if (row !== null && row.iteration === job.iteration) rows.push(row);
    await mkdir(workspace.iteration(job.iteration).dir);
    for (const name of door.folders(`${folder}/${job.name}`)) {
      await unpackTrial({ artifacts, door, workspace, iteration: job.iteration }, `${folder}/${job.name}/${name}`);
    }
  }
  if (rows.length > 0) await writeFile(workspace.results, stringifyRows(rows));
  const others = ids.filter((id) => id !== runId);
  return { workspace, runId, jobs: own.map(({ name }) => name), others, problems: door.problems() };
}

const jobSchema = z.object({
  finished_at: z.string().nullable().catch(null),
  /** Absent in what earlier versions wrote, and in jobs of others. */
  row: rowSchema.nullable().catch(null),
});

/** The runs, the one that was decided last at the end. */
function byTime(door: Door, jobs: ReturnType<typeof jobsOf>): readonly string[] {
  const times = new Map<string, string>();
  for (const { runId, name } of jobs) {
    const result = door.record(`${artifactsAt('').jobs}/${name}/result.json`, jobSchema.pick({ finished_at: true }));
    const time = result?.finished_at ?? '';
    if (time >= (times.get(runId) ?? '')) times.set(runId, time);
  }
  return [...times].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([id]) => id);
}

function nothingIn(artifacts: string, named: string | null, ids: readonly string[]): UserError {
  const what = named === null ? 'of a run' : `of the run ${JSON.stringify(named)}`;
  return new UserError('usage', `${artifacts} holds no job ${what}.`, {
    hint:
      ids.length === 0
        ? 'Name a folder that `skillratchet export artifacts` wrote, with jobs/RUN_ID-iter-N in it.'
        : `There are jobs of ${ids.join(', ')}.`,
  });
}

const { agent_result: recorded } = trialRecordingSchema.shape;
const trialSchema = trialRecordingSchema.extend({
  task_name: z.string().min(1),
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  agent_info: z.object({
    name: z.string(),
    version: z.string().nullable().catch(null),
    model_info: z.object({ name: z.string() }).nullable().catch(null),
  }),
  agent_result: recorded.extend({
    metadata: recorded.shape.metadata.extend({
      trial: z.number().int().positive().max(9_999),
      attempts: z.number().int().positive(),
    }),
  }),
});
type TrialResult = z.infer<typeof trialSchema>;

interface Unpacking {
  readonly artifacts: string;
  readonly door: Door;
  readonly workspace: Workspace;
  readonly iteration: number;
}

/** A trial that cannot be read is left out, and noted. */
async function unpackTrial({ artifacts, door, workspace, iteration }: Unpacking, dir: string): Promise<void> {
  const from = artifactTrialAt(dir);
  const result = door.record(from.result, trialSchema);
  if (result === null) return;
  const record = recordOf(result);
  const place = workspace.iteration(iteration).trial(record.eval_id, record.trial);
  await mkdir(place.outputs, { recursive: true });
  const expectations = record.outcome === 'graded' ? expectationsIn(door.text(from.stdout) ?? '') : null;
  if (expectations !== null) await writeFile(place.grading, JSON.stringify({ expectations }));
  await writeFile(place.record, JSON.stringify(record));
  const played = await playTrial({ root: artifacts, trial: from, result }, place.outputs);
  const { prompt } = conversationIn(door.text(from.trajectory) ?? '');
  const head = { title: `Eval ${record.eval_id}, trial ${record.trial}`, prompt, attempt: record.attempts };
  await writeFile(place.transcript, renderTranscript(head, { ...SILENT, ...played, identity: record.agent }));
}

function recordOf({ task_name, started_at, finished_at, agent_info, agent_result }: TrialResult): TrialRecord {
  const { metadata, n_input_tokens, n_output_tokens, n_cache_tokens, cost_usd } = agent_result;
  const { outcome, error, trial, attempts, duration_ms, activation, deleted_inputs } = metadata;
  return {
    schema_version: 1,
    eval_id: task_name,
    ...{ trial, outcome, error, attempts, duration_ms, activation, deleted_inputs },
    started_at: timestamp(Date.parse(started_at)),
    ended_at: timestamp(Date.parse(finished_at)),
    usage: {
      ...{ input_tokens: n_input_tokens, output_tokens: n_output_tokens },
      ...{ cached_input_tokens: n_cache_tokens, cost_usd },
    },
    agent: { name: agent_info.name, version: agent_info.version, model: agent_info.model_info?.name ?? null },
    unreadable_outputs: [],
    redacted_outputs: [],
    referenced_outputs: [],
    key: null,
    cache_hit: null,
  };
}
