import { readSuite } from '../evals/suite.ts';
import type { Workspace } from '../store/layout.ts';
import { readRunView } from '../store/run-view/read-run-view.ts';
import { fingerprintOf } from './fingerprint.ts';
import { inertJson } from './inert-json.ts';
import type { PageData } from './page/data.ts';
import { pageData, remarksOn } from './page-data.ts';
import { readPart } from './parts.ts';

/** Where a page takes from what it shows: JSON text, made from the workspace when it is asked for. */
export interface Source {
  /** Of the document. */
  readonly title: string;
  /** What the page shows at its start (`PageData`). */
  data(): Promise<string>;
  /** What it reads later, by its name; null for what there is not. */
  part(name: string): Promise<string | null>;
  /** Another text whenever something in the workspace changed. */
  fingerprint(): Promise<string>;
}

/** A source that reads the workspace again when it has changed, and once where several ask at a time. */
export function createSource(workspace: Workspace, program: string): Source {
  let held: { readonly fingerprint: string; readonly data: Promise<PageData> } | null = null;
  let remarks: Promise<readonly string[]> | null = null;
  const current = async (): Promise<PageData> => {
    const fingerprint = await fingerprintOf(workspace);
    if (held?.fingerprint !== fingerprint) {
      remarks ??= remarksOn(workspace);
      const data = readPageData(workspace, program, remarks);
      held = { fingerprint, data };
      data.catch(() => {
        held = null;
      });
    }
    return held.data;
  };
  return {
    title: `${workspace.root.split('/').at(-1)} – skillratchet`,
    data: async () => inertJson(await current()),
    part: async (name) => {
      const part = await readPart(workspace, (await current()).view, name);
      return part === null ? null : inertJson(part);
    },
    fingerprint: () => fingerprintOf(workspace),
  };
}

async function readPageData(
  workspace: Workspace,
  program: string,
  remarks: Promise<readonly string[]>,
): Promise<PageData> {
  const view = await readRunView(workspace, readSuite);
  return pageData(view, { program, remarks: await remarks });
}
