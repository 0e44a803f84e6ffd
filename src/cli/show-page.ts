import { readBuiltPage } from '../dashboard/built-page.ts';
import { openBrowser } from '../dashboard/open-browser.ts';
import { type Served, servePage } from '../dashboard/serve.ts';
import { createSource } from '../dashboard/source.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import type { Shell } from './shell.ts';
import { PROGRAM_VERSION } from './version.ts';

/** How long a page may be away, or be asleep, before the server takes it for closed. */
const IDLE_MS = 120_000;

export interface PageRequest {
  readonly named: string | undefined;
  readonly port: number;
  readonly open: boolean;
  readonly json?: boolean;
}

/** Serves the live page until no page has been open for a while, or a signal asks for the end. */
export async function showPage(shell: Shell, { named, port, open, json }: PageRequest): Promise<void> {
  const served = await startPage(await findWorkspace(shell.cwd, named), port);
  const stop = () => served.stop();
  for (const signal of SIGNALS) process.once(signal, stop);
  shell.print(json ? JSON.stringify({ url: served.url, port: served.port }) : served.url);
  if (!json) shell.report('Press Ctrl-C to stop; it stops by itself once no page is open.');
  if (open && !json && shell.live) openBrowser(served.url);
  await served.stopped;
  for (const signal of SIGNALS) process.off(signal, stop);
}

/** Serves the page of a workspace; it ends once no page has been open for a while. */
export async function startPage(workspace: Workspace, port: number): Promise<Served> {
  const source = createSource(workspace, PROGRAM_VERSION);
  return servePage({ page: await readBuiltPage(), source, port, idleMs: IDLE_MS });
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
