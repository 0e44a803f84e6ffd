import { lstatSync, readFileSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import {
  type OutputReference,
  outputReferenceSchema,
  referencedBy,
  referenceNameOf,
} from '../core/schema/output-reference.ts';
import { trialRecordSchema } from '../core/schema/trial.ts';
import { isMissing } from '../platform/errno.ts';
import { copyFile } from '../platform/tree-files.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { type Found, walkTree } from '../platform/tree-walk.ts';
import { putBlob } from './blobs.ts';
import type { TrialPlace } from './layout.ts';
import { readRecord } from './records.ts';

type OutputsPlace = Pick<TrialPlace, 'outputs' | 'record' | 'blobs'>;

/** One output of a stored trial, wherever its bytes are. */
export interface StoredOutput {
  /** Relative to the trial's outputs, as the agent named it. */
  readonly name: string;
  /** Where its bytes are. Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** What stands in its place; null where it stands there itself. */
  readonly reference: OutputReference | null;
}

/**
 * Puts the outputs in `from` into a trial's folder, at once. What has more than `limit` bytes is kept among the blobs
 * first, with a reference in its place; returns the names of those. null: no limit.
 */
export async function placeOutputs(
  from: string | null,
  place: OutputsPlace,
  limit: number | null,
): Promise<readonly string[]> {
  await removeTree(place.outputs);
  const found = from === null ? [] : await walkTree(from, () => true);
  if (from === null || found.length === 0) {
    await mkdir(place.outputs, { recursive: true });
    return [];
  }
  const large = limit === null ? [] : largeAmong(from, found, limit);
  const aside = `${dirname(place.outputs)}/.outputs.partial`;
  await removeTree(aside);
  const skipped = new Set(large.map(({ name }) => join(from, name)));
  await cp(from, aside, { recursive: true, verbatimSymlinks: true, filter: (path) => !skipped.has(path) });
  for (const { name, size, mode } of large) {
    const { sha256, ...content } = await putBlob(join(from, name), size, place.blobs);
    const path = `${place.blobs.path}/${sha256}`;
    const reference: OutputReference = { schema_version: 1, sha256, size: content.size, mode, path };
    await writeFile(join(aside, referenceNameOf(name)), `${JSON.stringify(reference, null, 2)}\n`);
  }
  await rename(aside, place.outputs);
  return large.map(({ name }) => name);
}

interface LargeFile {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
}

/** One beside which the agent put something that has its reference's name stays where it is. */
function largeAmong(root: string, found: readonly Found[], limit: number): readonly LargeFile[] {
  const taken = new Set(found.map(({ path }) => path.toLowerCase()));
  return found.flatMap(({ path, kind }) => {
    if (kind !== 'file' || taken.has(referenceNameOf(path).toLowerCase())) return [];
    const { size, mode } = lstatSync(join(root, path));
    return size > limit ? [{ name: path, size, mode: mode & 0o777 }] : [];
  });
}

/** The outputs of a stored trial in the order of their names' bytes, large ones by their own names. A reference that cannot be read is an output like any other. */
export async function storedOutputs(place: OutputsPlace): Promise<readonly StoredOutput[]> {
  const files = (await entriesIn(place.outputs)).flatMap(({ path, kind }) => (kind === 'file' ? [path] : []));
  // The record is looked into only where some file may be a reference.
  const mayRefer = files.some((file) => referencedBy(file) !== null);
  const referenced = mayRefer ? await referencedOutputs(place) : [];
  return files.map((file) => {
    const name = referencedBy(file);
    const path = join(place.outputs, file);
    const reference = name !== null && referenced.includes(name) ? referenceAt(path) : null;
    if (name === null || reference === null) return { name: file, path, size: lstatSync(path).size, reference: null };
    return { name, path: join(place.blobs.root, reference.path), size: reference.size, reference };
  });
}

async function referencedOutputs({ record }: OutputsPlace): Promise<readonly string[]> {
  return (await readRecord(record, trialRecordSchema))?.referenced_outputs ?? [];
}

/** null where it is none. */
function referenceAt(path: string): OutputReference | null {
  try {
    return outputReferenceSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function entriesIn(folder: string): Promise<readonly Found[]> {
  try {
    return await walkTree(folder, () => true);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/**
 * Copies the outputs of a stored trial to a new folder as the agent left them: large ones in their places, links and
 * special files left out. A UserError `invalid_workspace` where the bytes of one are gone or others.
 */
export async function copyOutputsOf(place: OutputsPlace, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  if (!lstatSync(place.outputs, { throwIfNoEntry: false })?.isDirectory()) return;
  await cp(place.outputs, to, { recursive: true, filter: isPlain });
  await restoreLarge(place, to);
}

/** In a copy of a stored trial's outputs, puts the large ones in the place of their references; returns how many. Errors as those of `copyOutputsOf`. */
export async function restoreLarge(place: OutputsPlace, copy: string): Promise<number> {
  const names = await referencedOutputs(place);
  const outputs = names.length === 0 ? [] : await storedOutputs(place);
  for (const name of names) {
    const found = outputs.find((output) => output.name === name && output.reference !== null);
    if (found?.reference == null) throw unlike(join(place.outputs, referenceNameOf(name)), 'is missing or was changed');
    await copyBlob(found.path, join(copy, name), found.reference);
    await rm(join(copy, referenceNameOf(name)), { force: true });
  }
  return names.length;
}

async function copyBlob(from: string, to: string, { sha256, size, mode }: OutputReference): Promise<void> {
  const stat = lstatSync(from, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw unlike(from, 'is missing');
  const content = await copyFile({ from, to, mode, size });
  if (content.sha256 !== sha256) throw unlike(from, 'was changed');
}

function unlike(path: string, what: string): UserError {
  return new UserError('invalid_workspace', `${path} ${what}, so that an output of a trial is gone.`, {
    hint: 'Put it back from a copy of the workspace; `skillratchet verify` names every such file.',
  });
}

function isPlain(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isFile() || stat.isDirectory();
}
