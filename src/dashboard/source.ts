import { readSuite } from '../evals/suite.ts';
import type { Workspace } from '../store/layout.ts';
import { readRunView } from '../store/run-view/read-run-view.ts';
import { fingerprintOf } from './fingerprint.ts';
import { inertJson } from './inert-json.ts';
import type { PageData } from './page/data.ts';
import { pageData, remarksOn } from './page-data.ts';
import { type Parts, partsOf } from './parts.ts';

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
  let held: { readonly fingerprint: string; readonly read: Promise<Read> } | null = null;
  let remarks: Promise<readonly string[]> | null = null;
  const current = async (): Promise<Read> => {
    const fingerprint = await fingerprintOf(workspace);
    if (held?.fingerprint !== fingerprint) {
      remarks ??= remarksOn(workspace);
      const read = readAll(workspace, program, remarks);
      held = { fingerprint, read };
      read.catch(() => {
        held = null;
      });
    }
    return held.read;
  };
  return {
    title: `${workspace.root.split('/').at(-1)} – skillratchet`,
    data: async () => inertJson((await current()).data),
    part: async (name) => {
      const part = await (await current()).parts.read(name);
      return part === null ? null : inertJson(part);
    },
    fingerprint: () => fingerprintOf(workspace),
  };
}

interface Read {
  readonly data: PageData;
  readonly parts: Parts;
}

async function readAll(workspace: Workspace, program: string, remarks: Promise<readonly string[]>): Promise<Read> {
  const view = await readRunView(workspace, readSuite);
  return { data: pageData(view, { program, remarks: await remarks }), parts: partsOf(workspace, view) };
}
