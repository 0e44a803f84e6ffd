import { ANSWERS } from './answers.ts';
import { experimentNamed, type Known, knownRuns, pointOf, required } from './known.ts';
import type { MlflowServer } from './rest.ts';
import { type Metric, TAGS, type Texts, type TrackedRun } from './tracked-run.ts';

/** What a server has of one campaign. */
export interface MlflowSession {
  /** Sends what the server does not have of a run, after the campaign; whether there was anything. */
  send(run: TrackedRun): Promise<boolean>;
  /** Whether a closed iteration was sent whole. */
  has(iteration: number): boolean;
  /** What could not be sent, each once. */
  warnings(): readonly string[];
}

export interface SessionOptions {
  readonly server: MlflowServer;
  /** Made where there is none of that name. */
  readonly experiment: string;
  /** Of the campaign. */
  readonly run_id: string;
}

/** Finds the experiment, and what an earlier session sent of the campaign. */
export async function openSession({ server, experiment, run_id }: SessionOptions): Promise<MlflowSession> {
  const experiment_id = await experimentNamed(server, experiment);
  const known = await knownRuns(server, { experiment_id, run_id });
  const [sent, warnings] = [new Set<number>(), new Set<string>()];
  return {
    has: (iteration) => sent.has(iteration),
    warnings: () => [...warnings],
    async send(run) {
      const key = run.iteration === null ? '' : String(run.iteration);
      const at = known.get(key) ?? (await created(server, { run, experiment_id, parent: known.get('') }));
      known.set(key, at);
      const isNew = at.tags.get(TAGS.sent) !== run.fingerprint;
      if (isNew) await fill(server, at, { run, warn: (message) => warnings.add(message) });
      if (run.iteration !== null) sent.add(run.iteration);
      return isNew;
    },
  };
}

interface Creation {
  readonly run: TrackedRun;
  readonly experiment_id: string;
  readonly parent: Known | undefined;
}

/** The tags by which it is found again are there from the first moment. */
async function created(server: MlflowServer, { run, experiment_id, parent }: Creation): Promise<Known> {
  const parentId = parent?.stored.info.run_id;
  const tags: Texts = {
    ...run.tags,
    'mlflow.runName': run.name,
    ...(parentId !== undefined && { 'mlflow.parentRunId': parentId }),
  };
  const body = { experiment_id, run_name: run.name, start_time: run.started, tags: listed(tags) };
  const { run: stored } = required(await server.ask(ANSWERS.run, { path: 'runs/create', body, once: true }));
  return { stored, params: new Set(), tags: new Map(Object.entries(tags)), points: new Set() };
}

interface Filling {
  readonly run: TrackedRun;
  warn(message: string): void;
}

/** What says that all of it was sent comes last. */
async function fill(server: MlflowServer, at: Known, { run, warn }: Filling): Promise<void> {
  const { run_id } = at.stored.info;
  const params = Object.entries(run.params).filter(([key]) => !at.params.has(key));
  const tags = Object.entries(run.tags).filter(([key, value]) => at.tags.get(key) !== value);
  const metrics = run.metrics.filter((metric) => !at.points.has(pointOf(metric)));
  const post = async (path: string, body: object): Promise<void> => {
    required(await server.ask(ANSWERS.nothing, { path, body: { run_id, ...body } }));
  };
  for (const part of batches({ params, tags, metrics })) await post('runs/log-batch', part);
  for (const [key] of params) at.params.add(key);
  for (const metric of metrics) at.points.add(pointOf(metric));
  await putArtifacts(server, at, { run, warn });
  const { status, ended } = run;
  await post('runs/update', { status, ...(ended !== null && { end_time: ended }) });
  const mark = { key: TAGS.sent, value: run.fingerprint };
  await post('runs/set-tag', mark);
  for (const [key, value] of [...tags, [mark.key, mark.value] as const]) at.tags.set(key, value);
}

type Pairs = readonly (readonly [string, string])[];

interface Batch {
  readonly params: Pairs;
  readonly tags: Pairs;
  readonly metrics: readonly Metric[];
}

/** Within what MLflow takes at once: 100 params, 100 tags, and 1000 entries of all kinds. */
function batches({ params, tags, metrics }: Batch): readonly object[] {
  const count = Math.max(Math.ceil(params.length / 100), Math.ceil(tags.length / 100), Math.ceil(metrics.length / 800));
  const pieceOf = <T>(list: readonly T[], number: number, size: number) =>
    list.slice(number * size, (number + 1) * size);
  return Array.from({ length: count }, (_, number) => ({
    params: listed(Object.fromEntries(pieceOf(params, number, 100))),
    tags: listed(Object.fromEntries(pieceOf(tags, number, 100))),
    metrics: pieceOf(metrics, number, 800),
  }));
}

const PROXIED = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*/;

async function putArtifacts(server: MlflowServer, { stored }: Known, { run, warn }: Filling): Promise<void> {
  const { artifact_uri } = stored.info;
  if (run.artifacts.length === 0) return;
  if (!PROXIED.test(artifact_uri)) {
    return warn(
      'The server does not take artifacts for others (mlflow server --serve-artifacts), so that none were sent.',
    );
  }
  const root = artifact_uri.replace(PROXIED, '');
  for (const { path, read } of run.artifacts) {
    const bytes = read();
    if (bytes === null) continue;
    if ((await server.put(`${root}/${path}`, bytes)) === 'refused') warn(`The server refused ${run.name}/${path}.`);
  }
}

function listed(texts: Texts): readonly { readonly key: string; readonly value: string }[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }));
}
