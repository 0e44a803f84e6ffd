import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pythonProgram } from './python.ts';

/** A real MLflow server on loopback, with a database and artifacts of its own. */
export interface RealMlflow {
  readonly url: string;
  /** What it answers to a GET below `/api/2.0/`, as JSON. */
  json(path: string): Promise<Record<string, unknown>>;
  /** What it has of a file, by its path below the root of all artifacts. */
  artifact(path: string): Promise<string>;
  /** Ends it with all its workers. */
  close(): Promise<void>;
}

const VERSION = '3.17.2';
/** Milliseconds that a server may take to start on a busy machine. */
const START_MS = 180_000;

/** The path of its program, pinned, installed once into a cache outside the repository; null where it is not asked for or cannot be had. */
export function realMlflow(): Promise<string | null> {
  // pip puts a package in after those that it needs, so that a program which is there is whole.
  const folder = join('skillratchet-test-mlflow', VERSION);
  return pythonProgram({ folder, packages: [`mlflow==${VERSION}`], program: 'mlflow', proof: join('bin', 'mlflow') });
}

/** Starts it on a free port of loopback, with SQLite and its artifacts in a new folder. */
export async function startMlflow(program: string): Promise<RealMlflow> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-mlflow-'));
  const port = await freePort();
  const args = ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const stores = ['--backend-store-uri', `sqlite:///${folder}/mlflow.db`, '--artifacts-destination', `${folder}/files`];
  const env = {
    PATH: `${join(program, '..')}:/usr/bin:/bin`,
    HOME: folder,
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  };
  // A group of its own, so that it ends with its workers.
  const child = spawn(program, [...args, ...stores], { cwd: folder, env, stdio: 'ignore', detached: true });
  const close = async () => {
    process.off('exit', kill);
    kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const kill = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  process.on('exit', kill);
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(url, () => child.exitCode === null);
  } catch (error) {
    await close();
    throw error;
  }
  const get = async (path: string) => {
    const response = await fetch(`${url}/api/2.0/${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    url,
    json: async (path) => Object(await (await get(path)).json()),
    artifact: async (path) => (await get(`mlflow-artifacts/artifacts/${path}`)).text(),
    close,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

async function untilHealthy(url: string, isAlive: () => boolean): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end && isAlive(); await pause(250)) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
  }
  throw new Error(`MLflow at ${url} did not start`);
}
