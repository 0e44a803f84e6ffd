import { exportMlflow } from '../records/mlflow/export-mlflow.ts';
import { mlflowServer } from '../records/mlflow/rest.ts';
import { harmless } from '../report/text.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { redactFor } from './compose.ts';
import { summaryLines } from './export-in.ts';
import type { Shell } from './shell.ts';

export interface MlflowFlags {
  readonly uri: string;
  readonly experiment?: string;
  readonly workspace?: string;
  readonly json?: boolean;
}

/** Sends a workspace to a server and says what was sent, what was left out, and why. */
export async function exportMlflowIn(shell: Shell, folder: string | undefined, flags: MlflowFlags): Promise<void> {
  const { uri, experiment, workspace: named, json } = flags;
  const server = mlflowServer({ uri, token: shell.environment.MLFLOW_TRACKING_TOKEN });
  const workspace = await findWorkspace(shell.cwd, named ?? folder);
  const summary = await exportMlflow(workspace, { server, experiment, redact: redactFor(shell) });
  for (const warning of summary.warnings) shell.report(`warning: ${harmless(warning)}`);
  if (json) return shell.print(JSON.stringify({ exporter: 'mlflow', to: server.shown, ...summary }));
  for (const line of summaryLines(summary, server.shown)) shell.print(line);
}
