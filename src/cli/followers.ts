import { resolve } from 'node:path';
import type { Campaign } from '../loop/campaign.ts';
import { writeReadme } from '../loop/write-readme.ts';
import { type Follower, type Following, follow } from '../records/live.ts';
import { harmless } from '../report/text.ts';
import type { Workspace } from '../store/layout.ts';
import { redactFor } from './compose.ts';
import { livePage } from './live-page.ts';
import type { MeasureFlags } from './options.ts';
import type { Shell } from './shell.ts';

/** Milliseconds that the end of a run may wait for a server. */
const LAST_MS = 10_000;

/**
 * What records a run while it is at work, made for it once it is open: its page and its README, and what its flags ask
 * for. A UserError `usage` for a flag that cannot be followed. What goes wrong later is told to `say`.
 */
export async function followersFor(
  shell: Shell,
  flags: MeasureFlags,
  say: (text: string) => void,
): Promise<(campaign: Pick<Campaign, 'workspace' | 'canaries' | 'run'>) => readonly Follower[]> {
  const page = await livePage(say);
  const made = [await artifactsFollowing(shell, flags), await mlflowFollowing(shell, flags)];
  const warn = (message: string) => say(`warning: ${harmless(message)}`);
  return (campaign) => {
    const readme: Follower = { hear: () => undefined, finish: () => writeReadme(campaign, say) };
    const asked = made.flatMap((make) => (make === null ? [] : [follow(make(campaign.workspace), warn)]));
    return [page(campaign), readme, ...asked];
  };
}

/** How one flag is followed; null where it was not given. */
type Make = ((workspace: Workspace) => Following) | null;

async function artifactsFollowing(shell: Shell, { artifacts }: MeasureFlags): Promise<Make> {
  if (artifacts === undefined) return null;
  const { createJobWriter } = await import('../records/artifacts/export-artifacts.ts');
  const request = { to: resolve(shell.cwd, artifacts), redact: redactFor(shell), options: {} };
  return (workspace) => ({ record: createJobWriter(workspace, request), command: 'export artifacts', limit: null });
}

async function mlflowFollowing(shell: Shell, { mlflow: uri }: MeasureFlags): Promise<Make> {
  if (uri === undefined) return null;
  const { createTracker } = await import('../records/mlflow/export-mlflow.ts');
  const { mlflowServer } = await import('../records/mlflow/rest.ts');
  const given = new AbortController();
  const server = mlflowServer({ uri, token: shell.environment.MLFLOW_TRACKING_TOKEN, signal: given.signal });
  return (workspace) => {
    const send = createTracker(workspace, { server, experiment: undefined, redact: redactFor(shell) });
    return {
      record: (_decided, { last }) => send({ report: last }),
      command: 'export mlflow',
      limit: { ms: LAST_MS, abort: () => given.abort() },
    };
  };
}
