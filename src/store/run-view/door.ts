import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ViewProblem } from '../../core/run-view.ts';
import { errnoOf, isMissing } from '../../platform/errno.ts';

/** Bytes; nothing that a run writes comes near, and what is larger would only be shown in part. */
const MAX_FILE = 64_000_000;

/**
 * The only way to the files of a workspace that somebody else may have written: whatever is wrong with one is noted
 * and hides nothing else. No link is followed, neither of a file nor of a folder on the way; pipes and devices are not
 * read. Paths are relative to the workspace; `tell` hears of each problem at once. Reads on this thread: records are small, and there are thousands.
 */
export interface Door {
  /** null when it is not there, and when it cannot be read. */
  text(path: string): string | null;
  bytes(path: string): Buffer | null;
  /** A record; one of a newer version is read as far as it is understood. */
  record<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | null;
  /** A record that must be there; it is noted where it, or its folder, is not. */
  required<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> | null;
  /** Names, sorted with numbers in their order; none where there is no such folder. */
  folders(path: string): readonly string[];
  files(path: string): readonly string[];
  isFolder(path: string): boolean;
  /** Bytes of a plain file; null for everything else. */
  size(path: string): number | null;
  note(path: string, message: string): void;
  problems(): readonly ViewProblem[];
}

export function openDoor(root: string, tell: (problem: ViewProblem) => void = () => undefined): Door {
  const problems: ViewProblem[] = [];
  const note = (path: string, message: string): void => {
    problems.push({ path, message });
    tell({ path, message });
  };
  const isPlain = plainFolders(root);
  const door: Door = {
    note,
    problems: () => problems,
    bytes(path) {
      if (!isPlain(parentOf(path))) return null;
      try {
        return readPlain(join(root, path));
      } catch (error) {
        if (!isMissing(error)) note(path, whyNot(error));
        return null;
      }
    },
    text: (path) => door.bytes(path)?.toString('utf8') ?? null,
    record(path, schema) {
      const text = door.text(path);
      if (text === null) return null;
      const { value, problem } = parsed(text, schema);
      if (problem !== null) note(path, problem);
      return value;
    },
    required(path, schema) {
      const before = problems.length;
      const value = door.record(path, schema);
      const lost = value === null && problems.length === before;
      if (lost) note(isPlain(parentOf(path)) ? path : parentOf(path), 'is missing');
      return value;
    },
    folders: (path) => (isPlain(path) ? entriesIn(join(root, path), (entry) => entry.isDirectory()) : []),
    isFolder: isPlain,
    files: (path) => (isPlain(path) ? entriesIn(join(root, path), (entry) => entry.isFile()) : []),
    size(path) {
      const stat = isPlain(parentOf(path)) ? lstatSync(join(root, path), { throwIfNoEntry: false }) : undefined;
      return stat?.isFile() ? stat.size : null;
    },
  };
  return door;
}

/** Whether a folder is one, and so are all on the way to it, none of them outside the workspace; asked of each once. */
function plainFolders(root: string): (path: string) => boolean {
  const known = new Map<string, boolean>([['.', true]]);
  const isPlain = (path: string): boolean => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const isInside = !path.split('/').includes('..') && isPlain(parentOf(path));
    const stat = isInside ? lstatSync(join(root, path), { throwIfNoEntry: false }) : undefined;
    const plain = stat?.isDirectory() ?? false;
    if (plain) known.set(path, plain);
    return plain;
  };
  return isPlain;
}

function parentOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end === -1 ? '.' : path.slice(0, end);
}

/** Says why in an `Error` whose message is a sentence of ours, or fails as the system does. */
function readPlain(path: string): Buffer {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw new Unfit('is no file');
    if (stat.size > MAX_FILE) throw new Unfit(`has ${stat.size} bytes; files of up to ${MAX_FILE} are read`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** What lies there is nothing to be read. */
class Unfit extends Error {}

function whyNot(error: unknown): string {
  if (error instanceof Unfit) return error.message;
  const code = errnoOf(error);
  if (code === 'ELOOP') return 'is a link, which is not followed';
  if (code !== null) return `cannot be read (${code})`;
  throw error;
}

interface Parsed<T> {
  readonly value: T | null;
  readonly problem: string | null;
}

function parsed<Schema extends z.ZodType>(text: string, schema: Schema): Parsed<z.infer<Schema>> {
  const json = parseJson(text);
  if (json === undefined) return { value: null, problem: 'is no JSON' };
  const first = schema.safeParse(json);
  if (first.success) return { value: first.data, problem: null };
  const newer = newerSchema.safeParse(json).data;
  const again = newer === undefined ? null : schema.safeParse({ ...newer, schema_version: 1 });
  if (newer !== undefined && again?.success) {
    const problem = `has schema_version ${newer.schema_version}, which is newer than this program: what it understands of it is shown`;
    return { value: again.data, problem };
  }
  const { path = [], message = 'is no such record' } = first.error.issues[0] ?? {};
  return { value: null, problem: `/${path.join('/')}: ${message}` };
}

const newerSchema = z.looseObject({ schema_version: z.number().int().gt(1) });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Made once: to make one takes longer than to sort a folder. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare;

function entriesIn(path: string, is: (entry: { isFile(): boolean; isDirectory(): boolean }) => boolean) {
  try {
    const names = readdirSync(path, { withFileTypes: true }).flatMap((entry) => (is(entry) ? [entry.name] : []));
    return names.sort(byNumber);
  } catch (error) {
    if (errnoOf(error) !== null) return [];
    throw error;
  }
}
