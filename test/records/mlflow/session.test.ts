import { expect, it, onTestFinished } from 'vitest';
import { mlflowServer } from '../../../src/records/mlflow/rest.ts';
import { openSession } from '../../../src/records/mlflow/session.ts';
import type { Artifact, TrackedRun } from '../../../src/records/mlflow/tracked-run.ts';
import { type MlflowStub, startMlflowStub } from '../../support/mlflow-stub.ts';

async function opened(more: (stub: MlflowStub) => void = () => undefined) {
  const stub = await startMlflowStub();
  onTestFinished(() => stub.close());
  more(stub);
  const server = mlflowServer({ uri: `${stub.url}/`, token: undefined, timeoutMs: 5000 });
  return { stub, session: await openSession({ server, experiment: 'plan', run_id: 'abc' }) };
}

type Counts = readonly [params: number, tags: number, points: number];

/** A campaign with so many params, tags and points. */
function campaignWith([params, tags, points]: Counts, more: Partial<TrackedRun> = {}): TrackedRun {
  const texts = (count: number, name: string) =>
    Object.fromEntries(Array.from({ length: count }, (_, number) => [`${name}${number}`, 'x']));
  return {
    ...{ iteration: null, name: 'plan abc', status: 'FINISHED', started: 1, ended: 2 },
    params: texts(params, 'p'),
    tags: { 'skillratchet.run_id': 'abc', ...texts(tags, 't') },
    metrics: Array.from({ length: points }, (_, step) => ({ key: 'score', value: 0.5, timestamp: 1, step })),
    artifacts: [],
    fingerprint: 'first',
    ...more,
  };
}

const batchesIn = ({ requests }: MlflowStub) =>
  requests.filter(({ path }) => path.endsWith('log-batch')).map(({ text }) => JSON.parse(text));

it('sends no more at once than MLflow takes', async () => {
  const { stub, session } = await opened();
  expect(await session.send(campaignWith([0, 0, 0]))).toBe(true);
  expect(await session.send(campaignWith([250, 120, 2000], { fingerprint: 'second' }))).toBe(true);
  const batches = batchesIn(stub);
  for (const { params, tags, metrics } of batches) {
    expect(params.length).toBeLessThanOrEqual(100);
    expect(tags.length).toBeLessThanOrEqual(100);
    expect(params.length + tags.length + metrics.length).toBeLessThanOrEqual(1000);
  }
  const all = (kind: string) => batches.flatMap((batch) => batch[kind]);
  expect(new Set(all('params').map(({ key }) => key)).size).toBe(250);
  expect(all('tags')).toHaveLength(120);
  expect(new Set(all('metrics').map(({ step }) => step)).size).toBe(2000);
});

it('sends of a run that changed what is new, and never a param again, which MLflow would refuse', async () => {
  const { stub, session } = await opened();
  await session.send(campaignWith([1, 1, 1]));
  const changed = { params: { p0: 'another', p1: 'x' }, tags: { t0: 'y', 'skillratchet.run_id': 'abc' } };
  await session.send(campaignWith([0, 0, 2], { ...changed, fingerprint: 'second' }));
  expect(batchesIn(stub).at(-1)).toMatchObject({
    params: [{ key: 'p1', value: 'x' }],
    tags: [{ key: 't0', value: 'y' }],
    metrics: [{ key: 'score', step: 1 }],
  });
  const before = stub.requests.length;
  expect(await session.send(campaignWith([0, 0, 2], { ...changed, fingerprint: 'second' }))).toBe(false);
  expect(stub.requests).toHaveLength(before);
});

it('keeps names of files whole on their way', async () => {
  const { stub, session } = await opened();
  const file = (path: string): Artifact => ({ path, read: () => Buffer.from('x') });
  const names = ['skill/a b.md', 'skill/größe?#%.md', 'skill/deep/down/x'];
  await session.send(campaignWith([0, 0, 0], { artifacts: names.map(file) }));
  expect([...stub.artifacts.keys()]).toEqual(names.map((name) => `1/run0/artifacts/${name}`));
});

it('names an experiment that was deleted, and how to go on', async () => {
  const experiment = { experiment: { experiment_id: '1', lifecycle_stage: 'deleted' } };
  const opening = opened((stub) => stub.fails(() => ({ status: 200, text: JSON.stringify(experiment) })));
  await expect(opening).rejects.toMatchObject({
    message: 'The MLflow experiment "plan" was deleted.',
    hint: expect.stringContaining('--experiment'),
  });
});

it('makes an experiment where there is none of that name', async () => {
  const { stub } = await opened(({ fails }) =>
    fails(({ path }) => {
      if (path.endsWith('get-by-name')) return { status: 404, text: '{"error_code":"RESOURCE_DOES_NOT_EXIST"}' };
      return path.endsWith('experiments/create') ? { status: 200, text: '{"experiment_id":"7"}' } : null;
    }),
  );
  expect(stub.requests.map(({ path }) => path.slice('mlflow/'.length))).toEqual([
    ...['experiments/get-by-name', 'experiments/create', 'runs/search'],
  ]);
  expect(JSON.parse(stub.requests.at(-1)?.text ?? '')).toMatchObject({ experiment_ids: ['7'] });
});
