import { join, posix } from 'node:path';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import type { InputFile } from '../core/schema/suite.ts';
import { leadsSomewhere } from '../platform/exists.ts';
import { problem, shown, warning } from './suite-problems.ts';
import type { RawFile } from './suite-schema.ts';

export interface FilesSource {
  readonly root: string;
  readonly files: readonly RawFile[];
  /** Of the list. */
  readonly place: readonly PropertyKey[];
  /** A missing file is a warning. */
  readonly allowMissing: boolean;
}

interface FilesRead {
  readonly files: readonly InputFile[];
  readonly problems: readonly Diagnostic[];
}

/** The input files of an eval: paths of files and folders below the skill or its `evals/`, and texts of their own. */
export async function readFiles({ root, files, place, allowMissing }: FilesSource): Promise<FilesRead> {
  const read = await Promise.all(
    files.map(async (raw, index): Promise<FilesRead> => {
      const at = [...place, index];
      const stated = typeof raw === 'string' ? raw : raw.path;
      const name = posix.normalize(stated).replace(/\/$/, '');
      const wrong = whyNoName(stated, name);
      if (wrong !== null) return { files: [], problems: [problem(at, `${shown(stated)} ${wrong}`)] };
      if (typeof raw !== 'string' && raw.content !== undefined) {
        return { files: [{ type: 'inline', name, content: raw.content }], problems: [] };
      }
      const source = await sourceOf(root, name);
      if (source !== null) return { files: [{ type: 'path', name, source }], problems: [] };
      const missing = `${shown(stated)} does not exist below the skill, nor below its evals/`;
      return { files: [], problems: [allowMissing ? warning(at, missing) : problem(at, missing)] };
    }),
  );
  const found = read.flatMap((one) => one.files);
  return { files: found, problems: [...read.flatMap((one) => one.problems), ...collisions(found, place)] };
}

/** The expectations stand in these, and never reach an executor. */
const SEALED = ['.', 'evals', 'evals/evals.json', 'evals/trigger-eval.json', 'evals/evaluation.xml'];

function whyNoName(stated: string, name: string): string | null {
  const parts = stated.split('/');
  if (stated.startsWith('/') || parts.includes('..')) return 'leaves the skill; input files are named relative to it';
  if (SEALED.includes(name) || SEALED.includes(`evals/${name}`)) return 'holds the evals, which no agent may see';
  if (parts[0] === '.git') return 'is no part of a skill';
  const isName =
    !stated.includes('\0') && parts.every((part) => Buffer.byteLength(part) <= 255) && stated.length < 1024;
  return isName ? null : 'cannot be the name of a file';
}

async function sourceOf(root: string, name: string): Promise<string | null> {
  for (const source of [name, `evals/${name}`]) if (await leadsSomewhere(join(root, source))) return source;
  return null;
}

/** Two inputs that would take the same place. */
function collisions(files: readonly InputFile[], place: readonly PropertyKey[]): readonly Diagnostic[] {
  return files.flatMap((file, index) => {
    const other = files.slice(0, index).find((earlier) => collide(earlier, file));
    if (other === undefined) return [];
    return [problem(place, `${shown(file.name)} takes the place of ${shown(other.name)}; give them different names`)];
  });
}

function collide(a: InputFile, b: InputFile): boolean {
  if (a.name === b.name) return true;
  const nested = a.name.startsWith(`${b.name}/`) || b.name.startsWith(`${a.name}/`);
  return nested && (a.type === 'inline' || b.type === 'inline');
}
