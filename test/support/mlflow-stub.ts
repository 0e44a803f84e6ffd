import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request as it arrived. */
export interface StubRequest {
  /** Below `/api/2.0/`, without a query. */
  readonly path: string;
  readonly method: string;
  readonly authorization: string | undefined;
  /** The body as it was sent. */
  readonly text: string;
}

/** What it does instead of answering: an answer of its own, silence, or a cut connection. */
export type StubFault = { readonly status: number; readonly text: string; readonly after?: string } | 'silence' | 'cut';

interface StubRun {
  readonly info: { readonly run_id: string; readonly artifact_uri: string; status?: string };
  readonly data: { tags: Pair[]; params: Pair[]; metrics: Point[] };
}
interface Pair {
  readonly key: string;
  readonly value: string;
}
interface Point {
  readonly key: string;
  readonly value: number;
  readonly step: number;
}

export interface MlflowStub {
  readonly url: string;
  readonly requests: readonly StubRequest[];
  /** In the order in which they were created. */
  readonly runs: readonly StubRun[];
  /** By path below the root of all artifacts. */
  readonly artifacts: ReadonlyMap<string, string>;
  /** Makes trouble from now on; null where a request is answered. */
  fails(fault: (request: StubRequest) => StubFault | null): void;
  close(): Promise<void>;
}

/** A server that keeps runs in memory as MLflow does, as far as we ask it, and makes trouble when it is told to. */
export async function startMlflowStub(artifactRoot = 'mlflow-artifacts:/1'): Promise<MlflowStub> {
  const [requests, runs, artifacts]: [StubRequest[], StubRun[], Map<string, string>] = [[], [], new Map()];
  let fault: (request: StubRequest) => StubFault | null = () => null;
  const server = createServer(async (incoming, response) => {
    const request = await requestOf(incoming);
    requests.push(request);
    const trouble = fault(request);
    if (trouble === null) return answer(response, { status: 200, text: JSON.stringify(reply(request, incoming)) });
    if (trouble === 'cut') return incoming.destroy();
    if (trouble !== 'silence') answer(response, trouble);
  });
  function reply({ path, text }: StubRequest, { url }: IncomingMessage): unknown {
    if (path.startsWith('mlflow-artifacts/artifacts/')) {
      artifacts.set(decodeURIComponent(path.slice('mlflow-artifacts/artifacts/'.length)), text);
      return {};
    }
    const body = text === '' ? {} : JSON.parse(text);
    const run = runs.find(({ info }) => info.run_id === body.run_id);
    switch (path.slice('mlflow/'.length)) {
      case 'experiments/get-by-name':
        return { experiment: { experiment_id: '1', lifecycle_stage: 'active' } };
      case 'runs/search':
        return { runs };
      case 'runs/create': {
        const run_id = `run${runs.length}`;
        const info = { run_id, artifact_uri: `${artifactRoot}/${run_id}/artifacts` };
        runs.push({ info, data: { tags: body.tags, params: [], metrics: [] } });
        return { run: runs.at(-1) };
      }
      case 'runs/log-batch':
        run?.data.tags.push(...body.tags);
        run?.data.params.push(...body.params);
        run?.data.metrics.push(...body.metrics);
        return {};
      case 'runs/set-tag':
        run?.data.tags.push(body);
        return {};
      case 'runs/update':
        if (run !== undefined) run.info.status = body.status;
        return {};
      case 'metrics/get-history': {
        const query = new URL(url ?? '', 'http://stub').searchParams;
        const named = runs.find(({ info }) => info.run_id === query.get('run_id'));
        return { metrics: named?.data.metrics.filter(({ key }) => key === query.get('metric_key')) };
      }
    }
    throw new Error(`the stub does not know ${path}`);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the stub has no port');
  return {
    ...{ url: `http://127.0.0.1:${address.port}`, requests, runs, artifacts },
    fails(given) {
      fault = given;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function requestOf(incoming: IncomingMessage): Promise<StubRequest> {
  const { url = '', method = '', headers } = incoming;
  const path = new URL(url, 'http://stub').pathname.replace(/^\/api\/2\.0\//, '');
  return { path, method, authorization: headers.authorization, text: (await buffer(incoming)).toString('latin1') };
}

function answer(response: ServerResponse, { status, text, after }: Exclude<StubFault, string>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(after && { 'retry-after': after }) });
  response.end(text);
}
