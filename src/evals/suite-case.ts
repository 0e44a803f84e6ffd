import type { Diagnostic } from '../core/schema/diagnostic.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { readExpectations } from './suite-expectations.ts';
import { readFiles } from './suite-files.ts';
import { problem, schemaProblems, shown, warning } from './suite-problems.ts';
import { readPrompt } from './suite-prompt.ts';
import { caseSchema, type RawCase } from './suite-schema.ts';

export interface CaseSource {
  readonly root: string;
  /** Folder of the files that checks compare with. */
  readonly evals: string;
  /** One item of the list, as it stands in the file. */
  readonly value: unknown;
  /** Its position in the list, from 0. */
  readonly index: number;
  readonly place: readonly PropertyKey[];
  readonly allowMissingFiles: boolean;
}

interface CaseRead {
  /** null when the item is no eval at all. */
  readonly evalCase: EvalCase | null;
  readonly problems: readonly Diagnostic[];
  /** Where its expectations stand, in their order. */
  readonly places: readonly (readonly PropertyKey[])[];
}

/** One eval of a suite, with everything that is wrong with it. */
export async function readCase({ root, evals, value, index, place, allowMissingFiles }: CaseSource): Promise<CaseRead> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = `is no eval; it is ${shown(value)}. Write {"prompt": "…", "expectations": ["…"]}`;
    return { evalCase: null, problems: [problem(place, what)], places: [] };
  }
  const parsed = caseSchema.safeParse(value);
  if (!parsed.success) {
    return { evalCase: null, problems: schemaProblems(parsed.error.issues, value, place), places: [] };
  }
  const raw = parsed.data;
  const { prompt, problems: ofPrompt } = readPrompt(raw, place, Object.keys(value));
  const { expectations, places, problems: ofExpectations } = await readExpectations(raw, { place, evals });
  const listed = { files: raw.files, place: [...place, 'files'] };
  const { files, problems: ofFiles } = await readFiles({ root, ...listed, allowMissing: allowMissingFiles });
  const problems = [...ofPrompt, ...ofExpectations, ...ofFiles];
  const isEmpty = expectations.length === 0 && ofExpectations.length === 0;
  return {
    evalCase: { id: String(raw.id ?? index + 1), prompt, files, expectations, ...settingsOf(raw) },
    problems: isEmpty ? [...problems, warning(place, 'has no expectations, so it decides nothing')] : problems,
    places,
  };
}

function settingsOf(raw: RawCase): Pick<EvalCase, 'timeoutMs' | 'runs' | 'weight' | 'split'> {
  return {
    timeoutMs: raw.timeout === undefined ? null : Math.ceil(raw.timeout * 1000),
    runs: raw.runs ?? 1,
    weight: raw.weight ?? 1,
    split: raw.split ?? null,
  };
}
