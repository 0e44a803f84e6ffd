import { closeSync, lstatSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { findExecutable } from './machine.ts';
import { liesIn } from './sandbox/mounts.ts';

/** Where programs are looked for, and what no program's folder may open a way to. */
export interface Surroundings {
  /** As in the environment. */
  readonly path: string;
  /** The person's home. */
  readonly home: string;
  /** Folders such as the skill and the workspace. Absolute, as they really are. */
  readonly hidden: readonly string[];
}

/**
 * The files and folders that a program needs to start: its folder, that of every link to it, or all of the
 * `node_modules` that it came with, and the same of the interpreter that its first line names. A folder through which
 * the home or something hidden could be reached is not opened for it: then it is the file alone.
 */
export async function programParts(file: string, around: Surroundings): Promise<readonly string[]> {
  const places = linksTo(file);
  const interpreter = await interpreterOf(file, around);
  const own = [...places, realpathSync(file)].map((place) => partOf(place, around));
  return [...new Set([...own, ...(interpreter === null ? [] : await programParts(interpreter, around))])];
}

/** The folders in which programs are looked for, but those through which the home or something hidden could be reached. */
export function programFolders(around: Surroundings): readonly string[] {
  const named = around.path.split(delimiter).filter(isAbsolute);
  // Of a folder that opens too much there is no file that stands for it.
  return named.map((folder) => partOf(join(folder, '*'), around)).filter((part) => !part.endsWith('*'));
}

/** The path, and that of each link that it leads through. */
function linksTo(file: string): readonly string[] {
  const places = [file];
  for (let at = file; lstatSync(at).isSymbolicLink(); places.push(at)) at = resolve(dirname(at), readlinkSync(at));
  return places;
}

function partOf(file: string, { home, hidden }: Surroundings): string {
  const [, packages] = /^(.*?\/node_modules)\//.exec(file) ?? [];
  const folder = packages ?? dirname(file);
  const opensTooMuch =
    [home, ...hidden].some((one) => liesIn(one, folder)) || hidden.some((one) => liesIn(folder, one));
  return opensTooMuch ? file : folder;
}

const FIRST_LINE = 256;

/** The absolute path of what `#!` names, directly or through env; null when a program needs none. */
async function interpreterOf(file: string, { path }: Surroundings): Promise<string | null> {
  const [, command, first] = /^#!\s*(\S+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(beginOf(file)) ?? [];
  if (command === undefined) return null;
  return findExecutable(command.endsWith('/env') && first !== undefined ? first : command, path);
}

function beginOf(file: string): string {
  const bytes = Buffer.alloc(FIRST_LINE);
  const opened = openSync(file, 'r');
  try {
    return bytes.subarray(0, readSync(opened, bytes)).toString('latin1');
  } finally {
    closeSync(opened);
  }
}
