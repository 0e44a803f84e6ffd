import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type Diagnostic, formatDiagnostic } from '../core/schema/diagnostic.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { isMissing } from '../platform/errno.ts';
import { evalFolder } from '../store/layout.ts';
import { suiteFilesOf } from './checks/registry.ts';
import { foundSuiteFile } from './checks/suite-file.ts';
import { readSuiteAt, type SuiteOptions } from './suite.ts';
import { SUITE_FILE } from './suite-problems.ts';

/** Evals that live outside the skill and that nobody sees before `submit`. */
export interface SealedSuite {
  readonly evals: readonly EvalCase[];
  readonly warnings: readonly Diagnostic[];
  /** Everything that the evals need, each with its place in a folder that is laid out as a skill is. */
  readonly files: readonly SealedFile[];
}

export interface SealedFile {
  /** A file or folder. Absolute. */
  readonly from: string;
  readonly to: string;
}

/**
 * Reads a file of evals with the files that they name beside it. Throws a UserError `invalid_evals` with all that is
 * wrong: what cannot be understood, an eval that is not for `test`, an id that one of `known` has already.
 */
export async function loadSealedSuite(
  path: string,
  { known, ...options }: SuiteOptions & { readonly known: readonly EvalCase[] },
): Promise<SealedSuite> {
  const [file, name] = [await realFile(path), basename(path)];
  const root = dirname(file);
  const { evals, problems } = await readSuiteAt({ file, name, root, evals: root }, options);
  const errors = problems.filter(({ severity }) => severity === 'error').map(formatDiagnostic);
  const wrong = [...errors, ...evals.flatMap((one) => whyNotSealed(one, { file, name, known }))];
  if (wrong.length > 0) {
    throw new UserError('invalid_evals', wrong.join('\n'), { hint: 'Mend the file of --sealed; nothing was run.' });
  }
  const named = await Promise.all(evals.map((one) => filesOf(one, root)));
  const files = new Map(named.flat().map((one) => [one.to, one]));
  const sealed = evals.map((one) => ({ ...one, split: 'test' as const }));
  return { evals: sealed, warnings: problems, files: [{ from: file, to: SUITE_FILE }, ...files.values()] };
}

async function realFile(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new UserError('invalid_evals', `${path} does not exist.`, {
      hint: 'Name the file with the evals after --sealed.',
    });
  }
}

interface Around {
  readonly file: string;
  readonly name: string;
  readonly known: readonly EvalCase[];
}

function whyNotSealed({ id, split, files }: EvalCase, { file, name, known }: Around): readonly string[] {
  const folder = evalFolder(id).toLowerCase();
  const same = known.find((other) => evalFolder(other.id).toLowerCase() === folder);
  const isItself = files.some((input) => input.type === 'path' && join(dirname(file), input.source) === file);
  return [
    ...(same === undefined ? [] : [`${name}: the id ${JSON.stringify(id)} is one of the skill's own evals.`]),
    ...(split === null || split === 'test'
      ? []
      : [`${name}: eval ${id} has the split ${split}; sealed evals are test.`]),
    ...(isItself ? [`${name}: eval ${id} names the file of evals itself as an input, which no agent may see.`] : []),
  ];
}

async function filesOf({ files, expectations }: EvalCase, root: string): Promise<readonly SealedFile[]> {
  const inputs = files.flatMap((input) =>
    input.type === 'path' ? [{ from: join(root, input.source), to: input.source }] : [],
  );
  const names = expectations.flatMap(({ check }) => (check === null ? [] : suiteFilesOf(check)));
  const compared = await Promise.all(names.map((name) => foundSuiteFile(root, name)));
  return [
    ...inputs,
    ...compared.flatMap((found) =>
      found === null ? [] : [{ from: join(root, found.path), to: join('evals', found.path) }],
    ),
  ];
}
