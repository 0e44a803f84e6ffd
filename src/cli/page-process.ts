import { renderPage } from '../dashboard/render-page.ts';
import { writeDurable } from '../platform/atomic.ts';
import { workspaceAt } from '../store/layout.ts';
import type { PageRefresh } from './refresh-page.ts';

/** The process of `refreshPage`: one page, and it ends. */
const { root, to, ...options }: PageRefresh = JSON.parse(process.argv[2] ?? '');
await writeDurable(to, await renderPage(workspaceAt(root), options));
