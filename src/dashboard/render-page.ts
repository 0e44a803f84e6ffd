import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RunView } from '../core/run-view.ts';
import { readSuite } from '../evals/suite.ts';
import { progressPlot } from '../report/plots/progress.ts';
import type { Workspace } from '../store/layout.ts';
import { readRunView } from '../store/run-view/read-run-view.ts';
import { readBuiltPage } from './built-page.ts';
import { PAGE_END, pageStart, partElement } from './html.ts';
import { inertJson } from './inert-json.ts';
import { pageData, remarksOn } from './page-data.ts';
import { type Parts, partsOf } from './parts.ts';

export interface RenderPageOptions {
  /** Version of this program. */
  readonly program: string;
  /** Characters of all parts together; what does not fit is left out, and the page says so. */
  readonly room?: number;
  /** What else is known of the run than its workspace says. */
  readonly told?: (view: RunView) => RunView;
}

const ROOM = 64_000_000;

/** The page of a workspace as one document that opens from disk and loads nothing. */
export async function renderPage(workspace: Workspace, options: RenderPageOptions): Promise<string> {
  const { program, room = ROOM, told = (view: RunView) => view } = options;
  const [read, remarks, built] = await Promise.all([
    readRunView(workspace, readSuite),
    remarksOn(workspace),
    readBuiltPage(),
  ]);
  const view = told(read);
  const { elements, left_out } = await packParts(partsOf(workspace, view), room);
  const data = { ...pageData(view, { program, remarks }), left_out };
  const title = `${view.workspace.name} – skillratchet`;
  const picture = view.iterations.some(({ row }) => row !== null) ? progressPlot(view) : null;
  const still = { lines: data.said.result, picture };
  return [pageStart(built, { title, data: inertJson(data), still }), ...elements, PAGE_END].join('');
}

const compress = promisify(gzip);

async function packParts({ names, read }: Parts, room: number) {
  const elements: string[] = [];
  let left = room;
  let left_out = 0;
  for (const name of names) {
    if (left <= 0) {
      left_out += 1;
      continue;
    }
    const element = partElement(name, (await compress(inertJson(await read(name)))).toString('base64'));
    elements.push(element);
    left -= element.length;
  }
  return { elements, left_out };
}
