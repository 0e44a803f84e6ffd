import { UserError } from '../../core/errors.ts';
import { ANSWERS, type StoredRun } from './answers.ts';
import type { MlflowServer } from './rest.ts';
import { type Metric, TAGS } from './tracked-run.ts';

/** What is known of a run at the server, kept up while it is sent. */
export interface Known {
  readonly stored: StoredRun;
  readonly params: Set<string>;
  readonly tags: Map<string, string>;
  /** Each as `pointOf` writes it. */
  readonly points: Set<string>;
}

/** The id of an experiment, which is made where there is none of that name. */
export async function experimentNamed(server: MlflowServer, name: string): Promise<string> {
  const query = { experiment_name: name };
  const found = await server.ask(ANSWERS.experiment, { path: 'experiments/get-by-name', query });
  if (found?.experiment.lifecycle_stage === 'deleted') {
    throw new UserError('usage', `The MLflow experiment ${JSON.stringify(name)} was deleted.`, {
      hint: 'Restore it, or name another one with --experiment NAME.',
    });
  }
  if (found !== null) return found.experiment.experiment_id;
  const made = await server.ask(ANSWERS.createdExperiment, { path: 'experiments/create', body: { name } });
  return required(made).experiment_id;
}

/** What was sent of a campaign: by the number of the iteration, '' for the campaign itself. */
export async function knownRuns(
  server: MlflowServer,
  { experiment_id, run_id }: { readonly experiment_id: string; readonly run_id: string },
): Promise<Map<string, Known>> {
  const filter = `tags.\`${TAGS.run}\` = '${run_id.replaceAll("'", '')}'`;
  const search = { experiment_ids: [experiment_id], filter, max_results: 1000 };
  const pages = await paged((page) => server.ask(ANSWERS.runs, { path: 'runs/search', body: { ...search, ...page } }));
  const known = new Map<string, Known>();
  for (const stored of pages.flatMap(({ runs }) => runs)) {
    known.set(stored.data.tags[TAGS.iteration] ?? '', await knownOf(server, stored));
  }
  return known;
}

/** One point of a curve, as a text that no other point has. */
export function pointOf({ key, step, value }: Pick<Metric, 'key' | 'step' | 'value'>): string {
  return `${key} ${step} ${value}`;
}

/** For what the server has to have by now. */
export function required<T>(answer: T | null): T {
  if (answer !== null) return answer;
  throw new UserError('usage', 'The MLflow server does not know what it was asked for a moment ago.', {
    hint: 'Somebody may have deleted it; the same command begins anew.',
  });
}

/** The campaign has a point for each iteration, of which a search tells the last one only. */
async function knownOf(server: MlflowServer, stored: StoredRun): Promise<Known> {
  const { params, tags, metrics } = stored.data;
  const points = new Set(metrics.map(pointOf));
  const isCampaign = tags[TAGS.iteration] === undefined;
  for (const { key } of isCampaign ? metrics : []) {
    const query = { run_id: stored.info.run_id, metric_key: key };
    const pages = await paged((page) =>
      server.ask(ANSWERS.history, { path: 'metrics/get-history', query: { ...query, ...page } }),
    );
    for (const metric of pages.flatMap((page) => page.metrics)) points.add(pointOf(metric));
  }
  return { stored, params: new Set(Object.keys(params)), tags: new Map(Object.entries(tags)), points };
}

interface Page {
  readonly next_page_token?: string | undefined;
}

/** Every page of an answer that comes in pieces. */
async function paged<T extends Page>(
  ask: (page: { readonly page_token?: string }) => Promise<T | null>,
): Promise<readonly T[]> {
  const pages: T[] = [];
  for (let token = ''; pages.length === 0 || token !== ''; token = pages.at(-1)?.next_page_token ?? '') {
    pages.push(required(await ask(token === '' ? {} : { page_token: token })));
  }
  return pages;
}
