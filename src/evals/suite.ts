import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type Diagnostic, formatDiagnostic } from '../core/schema/diagnostic.ts';
import { type EvalCase, expectationId } from '../core/schema/suite.ts';
import { errnoOf, isMissing } from '../platform/errno.ts';
import { evalFolder } from '../store/layout.ts';
import { parseJsonText, pointer } from './json-text.ts';
import { readCanary, repeatedCanary } from './suite-canary.ts';
import { readCase } from './suite-case.ts';
import { idleFiles } from './suite-idle.ts';
import { problem, SUITE_FILE, shown, suggestion } from './suite-problems.ts';
import { idleSettings, strayKeys } from './suite-remarks.ts';
import { LIST_KEYS } from './suite-schema.ts';

/** The evals of a skill as they stand in its folder, with everything that could be better about them. */
export interface LoadedSuite {
  readonly evals: readonly EvalCase[];
  readonly warnings: readonly Diagnostic[];
  /** The text by which a leak of the file is known; null when it states none. */
  readonly canary: string | null;
}

export interface SuiteOptions {
  /** Input files that do not exist are warnings. */
  readonly allowMissingFiles?: boolean;
}

/**
 * Reads `evals/evals.json` below `root`. Everything that cannot be understood is collected and thrown as one
 * UserError `invalid_evals`, each item with JSON pointer, value and what would be accepted.
 */
export async function loadSuite(root: string, options: SuiteOptions = {}): Promise<LoadedSuite> {
  const { evals, problems, canary } = await readSuite(root, options);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return { evals, warnings: problems, canary };
  throw new UserError('invalid_evals', errors.map(formatDiagnostic).join('\n'), {
    hint: 'Mend the file and run the command again; nothing was run.',
  });
}

export interface SuiteRead {
  /** Those that could be understood. */
  readonly evals: readonly EvalCase[];
  readonly problems: readonly Diagnostic[];
  readonly canary: string | null;
  /** JSON pointers of the evals by their ids, and of their expectations as `evalId#number`. */
  readonly places: ReadonlyMap<string, string>;
}

/** As `loadSuite`, with the problems as a value; a UserError `invalid_evals` only where there is no JSON to read. */
export async function readSuite(root: string, options: SuiteOptions = {}): Promise<SuiteRead> {
  const place = { root, evals: join(root, 'evals'), file: join(root, SUITE_FILE), name: SUITE_FILE };
  const { problems, ...read } = await readSuiteAt(place, options);
  return { ...read, problems: [...problems, ...(await idleFiles(root))] };
}

/** Where a suite stands. All paths are absolute but `name`, by which its file is called in what is said about it. */
export interface SuitePlace {
  readonly file: string;
  readonly name: string;
  /** Input files are named relative to it, or to `evals/` in it. */
  readonly root: string;
  /** Files that checks compare with are named relative to it. */
  readonly evals: string;
}

/** As `readSuite`, wherever the file stands. */
export async function readSuiteAt(
  at: SuitePlace,
  { allowMissingFiles = false }: SuiteOptions = {},
): Promise<SuiteRead> {
  const { root, name } = at;
  const json = parseJsonText(await readText(at.file), name);
  const listed = listIn(json);
  if ('why' in listed) {
    return { evals: [], problems: [{ ...problem([], listed.why), file: name }], canary: null, places: new Map() };
  }
  const { list, place } = listed;
  const read = await Promise.all(
    list.map((value, index) =>
      readCase({ root, evals: at.evals, value, index, place: [...place, index], allowMissingFiles }),
    ),
  );
  const evals = read.flatMap(({ evalCase }) => evalCase ?? []);
  const problems = read.flatMap((one) => one.problems);
  const whole = evals.length === list.length ? sameFolder(evals, place) : [];
  const remarks = [...strayKeys(json, list, place), ...idleSettings(evals, place)];
  const { canary, problems: ofCanary } = readCanary(json);
  const said = [...ofCanary, ...repeatedCanary(canary, evals, place)];
  const found = [...problems, ...whole, ...said, ...nothingToDecide(evals, problems, place), ...remarks];
  const places = new Map(read.flatMap((one, index) => placesOf(one, [...place, index])));
  return { evals, problems: found.map((one) => ({ ...one, file: name })), canary, places };
}

function placesOf(
  { evalCase, places }: Awaited<ReturnType<typeof readCase>>,
  place: readonly PropertyKey[],
): readonly (readonly [string, string])[] {
  if (evalCase === null) return [];
  const expectations = places.map((at, index) => [expectationId(evalCase.id, index + 1), pointer(at)] as const);
  return [[evalCase.id, pointer(place)], ...expectations];
}

async function readText(path: string): Promise<string> {
  const bytes = await bytesOf(path);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new UserError('invalid_evals', `${path} is no UTF-8.`, { hint: 'Save it as UTF-8 and run the command again.' });
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const isFolder = errnoOf(error) === 'EISDIR';
    if (!isMissing(error) && !isFolder) throw error;
    throw new UserError('invalid_evals', isFolder ? `${path} is a folder.` : `${path} does not exist.`, {
      hint: 'Write it: {"evals": [{"id": 1, "prompt": "…", "expectations": ["…"]}]}',
    });
  }
}

type Listed = { readonly list: readonly unknown[]; readonly place: readonly PropertyKey[] } | { readonly why: string };

/** The evals stand in a list under one of its names, or the file is that list. */
function listIn(json: unknown): Listed {
  const named = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.entries(json) : [];
  const lists = named.filter(([key]) => LIST_KEYS.some((name) => name === key));
  const [first, second] = lists;
  if (first !== undefined && second !== undefined)
    return { why: `has both "${first[0]}" and "${second[0]}"; keep one` };
  const list: unknown = first === undefined ? json : first[1];
  if (Array.isArray(list) && list.length > 0) return { list, place: first === undefined ? [] : [first[0]] };
  const found = first === undefined ? named.map(([key]) => key) : list;
  const near = named.map(([key]) => suggestion(key, LIST_KEYS)).find((words) => words !== '');
  return { why: `holds no list "evals" with at least one eval; there is ${shown(found)}.${near ?? ''}` };
}

/** Ids become folder names; two that share one would hide each other's results. */
function sameFolder(evals: readonly EvalCase[], place: readonly PropertyKey[]): readonly Diagnostic[] {
  const at = place.map((part) => `/${String(part)}`).join('');
  return evals.flatMap(({ id }, index) => {
    const folder = evalFolder(id).toLowerCase();
    const first = evals.findIndex((other) => evalFolder(other.id).toLowerCase() === folder);
    if (first === index) return [];
    const other = evals[first]?.id === id ? 'is used twice' : `names the same folder as ${shown(evals[first]?.id)}`;
    return [problem([...place, index, 'id'], `the id ${shown(id)} ${other} (first at ${at}/${first})`)];
  });
}

function nothingToDecide(
  evals: readonly EvalCase[],
  problems: readonly Diagnostic[],
  place: readonly PropertyKey[],
): readonly Diagnostic[] {
  const isBroken = problems.some(({ severity }) => severity === 'error');
  if (isBroken || evals.some(({ expectations }) => expectations.length > 0)) return [];
  return [problem(place, 'holds no expectation at all, so nothing could be decided')];
}
