import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type Diagnostic, formatDiagnostic } from '../core/schema/diagnostic.ts';
import type { EvalCase, Expectation, InputFile } from '../core/schema/suite.ts';
import { isMissing } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { evalFolder } from '../store/layout.ts';
import { checkProblem } from './checks/registry.ts';
import { parseJsonText, pointer } from './json-text.ts';
import { caseSchema, type RawCase, type RawExpectation, suiteSchema } from './suite-schema.ts';

const FILE = 'evals/evals.json';

/** The evals of a skill as they stand in its folder, with everything that could be better about them. */
export interface LoadedSuite {
  readonly evals: readonly EvalCase[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads `evals/evals.json` below `root`. Everything that cannot be understood is collected and thrown as one
 * UserError `invalid_evals`, each item with JSON pointer, value and what would be accepted.
 */
export async function loadSuite(root: string): Promise<LoadedSuite> {
  const cases = parseCases(await readSuite(root));
  const found = [...cases.problems];
  const evals = await Promise.all(cases.items.map((raw, index) => readCase({ root, raw, index, found })));
  found.push(...sameFolder(evals));
  if (evals.length > 0 && evals.every(({ expectations }) => expectations.length === 0)) {
    found.push(problem(['evals'], 'holds no expectation at all, so nothing could be decided'));
  }
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new UserError('invalid_evals', errors.map(formatDiagnostic).join('\n'), {
      hint: 'Mend the file and run the command again; nothing was run.',
    });
  }
  return { evals, warnings: found };
}

async function readSuite(root: string): Promise<unknown> {
  try {
    return parseJsonText(await readFile(join(root, FILE), 'utf8'), FILE);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new UserError('invalid_evals', `${join(root, FILE)} does not exist.`, {
      hint: 'Write it: {"evals": [{"id": 1, "prompt": "…", "expectations": ["…"]}]}',
    });
  }
}

function parseCases(json: unknown): { items: readonly RawCase[]; problems: readonly Diagnostic[] } {
  const suite = suiteSchema.safeParse(json);
  if (!suite.success) return { items: [], problems: [problem([], 'holds no list "evals" with at least one eval')] };
  const items: RawCase[] = [];
  const problems: Diagnostic[] = [];
  for (const [index, value] of suite.data.evals.entries()) {
    const parsed = caseSchema.safeParse(value);
    if (parsed.success) items.push(parsed.data);
    else problems.push(...parsed.error.issues.map((issue) => problem(['evals', index, ...issue.path], issue.message)));
  }
  return { items, problems };
}

interface CaseSource {
  readonly root: string;
  readonly raw: RawCase;
  readonly index: number;
  readonly found: Diagnostic[];
}

async function readCase({ root, raw, index, found }: CaseSource): Promise<EvalCase> {
  const place = ['evals', index];
  const stated = [...raw.expectations, ...raw.assertions];
  const fallback = raw.expected_output === undefined ? [] : [raw.expected_output];
  const expectations = (stated.length > 0 ? stated : fallback).map(toExpectation);
  for (const { check, number } of expectations) {
    const wrong = check === null ? null : checkProblem(check);
    if (wrong !== null) found.push(problem([...place, 'expectations', number - 1], wrong));
  }
  if (expectations.length === 0) {
    found.push({ ...problem(place, 'has no expectations, so it decides nothing'), severity: 'warning' });
  }
  const files = await Promise.all(
    raw.files.map((name) => inputFile({ root, name, place: [...place, 'files'], found })),
  );
  return {
    id: String(raw.id ?? index + 1),
    prompt: raw.prompt,
    files: files.flatMap((file) => file ?? []),
    expectations,
    timeoutMs: raw.timeout === undefined ? null : Math.ceil(raw.timeout * 1000),
  };
}

function toExpectation(raw: RawExpectation, index: number): Expectation {
  const number = index + 1;
  if (typeof raw === 'string') return { number, text: raw.trim(), check: null };
  const text = raw.text ?? raw.expectation ?? raw.description ?? raw.name;
  if (raw.type === undefined) return { number, text: text ?? '', check: null };
  return { number, text: text ?? describeCheck(raw), check: { ...raw, type: raw.type } };
}

function describeCheck(raw: object): string {
  const parts = Object.entries(raw).map(([key, value]) =>
    key === 'type' ? String(value) : `${key} ${JSON.stringify(value)}`,
  );
  return parts.join(' ');
}

/** An input file lies below the skill, or below its `evals/`. */
async function inputFile(source: {
  readonly root: string;
  readonly name: string;
  readonly place: readonly (string | number)[];
  readonly found: Diagnostic[];
}): Promise<InputFile | null> {
  const { root, name, place, found } = source;
  if (name.startsWith('/') || name.split('/').includes('..')) {
    found.push(problem(place, `${JSON.stringify(name)} leaves the skill; input files are named relative to it`));
    return null;
  }
  for (const path of [name, `evals/${name}`]) {
    if (await exists(join(root, path))) return { name, source: path };
  }
  found.push(problem(place, `${JSON.stringify(name)} does not exist below the skill, nor below its evals/`));
  return null;
}

/** Ids become folder names; two that share one would hide each other's results. */
function sameFolder(evals: readonly EvalCase[]): readonly Diagnostic[] {
  return evals.flatMap((current, index) => {
    const folder = evalFolder(current.id).toLowerCase();
    const first = evals.findIndex((other) => evalFolder(other.id).toLowerCase() === folder);
    if (first === index) return [];
    const other =
      evals[first]?.id === current.id
        ? 'is used twice'
        : `names the same folder as ${JSON.stringify(evals[first]?.id)}`;
    return [
      problem(['evals', index, 'id'], `the id ${JSON.stringify(current.id)} ${other} (first at /evals/${first})`),
    ];
  });
}

function problem(path: readonly PropertyKey[], message: string): Diagnostic {
  return { severity: 'error', rule: 'evals', message, file: FILE, place: pointer(path) };
}
