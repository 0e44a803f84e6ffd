import type { LiveTracking } from '../records/mlflow/live.ts';
import { harmless } from '../report/text.ts';
import type { Workspace } from '../store/layout.ts';
import { redactFor } from './compose.ts';
import type { MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

/** Milliseconds that the end of a run may wait for a server. */
const LAST_MS = 10_000;

/** What `--mlflow` makes of a workspace that is about to be worked in; null where no server was named. */
export async function mlflowListener(
  shell: Shell,
  { mlflow: uri }: MeasureFlags,
  say: (text: string) => void,
): Promise<((workspace: Workspace) => LiveTracking) | null> {
  if (uri === undefined) return null;
  const { createTracker } = await import('../records/mlflow/export-mlflow.ts');
  const { mlflowServer } = await import('../records/mlflow/rest.ts');
  const { trackLive } = await import('../records/mlflow/live.ts');
  const given = new AbortController();
  const server = mlflowServer({ uri, token: shell.environment.MLFLOW_TRACKING_TOKEN, signal: given.signal });
  return (workspace) =>
    trackLive({
      send: createTracker(workspace, { server, experiment: undefined, redact: redactFor(shell) }),
      abort: () => given.abort(),
      warn: (message) => say(`warning: ${harmless(message)}`),
      lastMs: LAST_MS,
    });
}
