import { workerData } from 'node:worker_threads';
import { writeDurable } from '../platform/atomic.ts';
import { workspaceAt } from '../store/layout.ts';
import type { PageRefresh } from './refresh-page.ts';
import { renderPage } from './render-page.ts';

/** The thread of `refreshPage`: one page, and it ends. */
const { root, to, ...options }: PageRefresh = workerData;
await writeDurable(to, await renderPage(workspaceAt(root), options));
