import { lstatSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Difference } from '../core/difference.ts';
import { UserError } from '../core/errors.ts';
import { type OutputReference, outputReferenceSchema, referenceNameOf } from '../core/schema/output-reference.ts';
import { trialRecordSchema } from '../core/schema/trial.ts';
import { isTemporary } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { contentOf } from '../platform/tree-files.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { walkTree } from '../platform/tree-walk.ts';
import { type BlobsPlace, type TrialPlace, trialAt, type Workspace } from './layout.ts';
import { readRecord } from './records.ts';
import type { Findings } from './verify-findings.ts';

/**
 * Compares the bytes of every large output with its reference, each once. Returns what no trial refers to: a kill
 * between such bytes and the trial's record leaves them, and they do no harm.
 */
export async function verifyBlobs(workspace: Workspace, findings: Findings): Promise<readonly string[]> {
  const { root } = workspace;
  const used = new Map<string, OutputReference>();
  for (const { at, reference } of await referencesIn(workspace, findings.read)) {
    if (reference !== null) used.set(reference.path, reference);
    else if (!(await exists(at))) findings.add([{ kind: 'missing', path: relative(root, at) }]);
  }
  for (const reference of used.values()) findings.add(await differenceOf(root, reference));
  const found = await blobsIn(workspace);
  const strange = found.filter((path) => !used.has(path) && !isOurs(path));
  findings.add(strange.map((path) => ({ kind: 'extra', path })));
  return found.filter((path) => !used.has(path) && isOurs(path));
}

/** Removes what no trial refers to. Nothing while some trial cannot be read: it may refer to anything. */
export async function sweepBlobs(workspace: Workspace): Promise<void> {
  const found = await blobsIn(workspace);
  if (found.length === 0) return;
  const references = await readableReferences(workspace);
  if (references === null || references.some(({ reference }) => reference === null)) return;
  const used = new Set(references.map(({ reference }) => reference?.path));
  for (const path of found) if (!used.has(path) && isOurs(path)) await removeTree(join(workspace.root, path));
}

/** null where some record cannot be read. */
async function readableReferences(workspace: Workspace): Promise<readonly FoundReference[] | null> {
  try {
    return await referencesIn(workspace, readRecord);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

interface FoundReference {
  /** Absolute. */
  readonly at: string;
  /** null where there is none that can be read. */
  readonly reference: OutputReference | null;
}

/** Every reference that the record of a trial names. */
async function referencesIn(workspace: Workspace, read: Findings['read']): Promise<readonly FoundReference[]> {
  const found: FoundReference[] = [];
  for (const place of await trialsThatMayRefer(workspace)) {
    const names = (await read(place.record, trialRecordSchema))?.referenced_outputs ?? [];
    for (const at of names.map((name) => join(place.outputs, referenceNameOf(name)))) {
      found.push({ at, reference: await read(at, outputReferenceSchema) });
    }
  }
  return found;
}

async function differenceOf(root: string, { path, sha256, size }: OutputReference): Promise<readonly Difference[]> {
  const at = join(root, path);
  const stat = lstatSync(at, { throwIfNoEntry: false });
  if (stat === undefined) return [{ kind: 'missing', path }];
  const isSame = stat.isFile() && stat.size === size && (await contentOf(at, size)).sha256 === sha256;
  return isSame ? [] : [{ kind: 'changed', path }];
}

/** The trials whose outputs hold what may be a reference. */
async function trialsThatMayRefer({ root, blobs }: Workspace): Promise<readonly TrialPlace[]> {
  const folders = (await namesIn(root)).filter((name) => /^iteration-\d+$/.test(name) || name === 'passes');
  const trials = new Set<string>();
  for (const folder of [...folders, 'sealed/passes']) {
    for (const path of await filesBelow(join(root, folder))) {
      const trial = /^(.*?)\/outputs\/.*\.ref\.json$/.exec(path)?.[1];
      if (trial !== undefined) trials.add(join(root, folder, trial));
    }
  }
  return [...trials].map((dir) => trialAt(dir, blobs));
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const found = await walkTree(folder, (path) => !SKILLS.includes(basename(path)));
  return found.flatMap(({ path, kind }) => (kind === 'file' ? [path] : []));
}

const SKILLS: readonly string[] = ['candidate', '.candidate.partial'];

/** Paths relative to the workspace. */
async function blobsIn({ root, blobs, sealedBlobs }: Workspace): Promise<readonly string[]> {
  const inOne = async ({ path }: BlobsPlace) => (await namesIn(join(root, path))).map((name) => `${path}/${name}`);
  return [...(await inOne(blobs)), ...(await inOne(sealedBlobs))].sort();
}

/** The bytes of an output, or a copy of some that was never finished. */
function isOurs(path: string): boolean {
  const name = basename(path);
  return /^[0-9a-f]{64}$/.test(name) || isTemporary(name);
}
