import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import type { CheckSpec, Expectation } from '../core/schema/suite.ts';
import { CHECKS, checkProblem, isCheck } from './checks/registry.ts';
import { nearest, problem, schemaProblems, shown, warning } from './suite-problems.ts';
import { commandSchema, expectationSchema, type RawCase, TEXT_KEYS } from './suite-schema.ts';

interface Stated {
  readonly value: string | Readonly<Record<string, unknown>>;
  readonly list: keyof RawCase;
  readonly place: readonly PropertyKey[];
}

interface Read {
  readonly expectation: Omit<Expectation, 'number'> | null;
  readonly problems: readonly Diagnostic[];
}

export interface ReadExpectations {
  readonly expectations: readonly Expectation[];
  /** Where each of them stands in the file. */
  readonly places: readonly (readonly PropertyKey[])[];
  readonly problems: readonly Diagnostic[];
}

/**
 * The expectations of an eval in the order of its lists, numbered from 1. What stands under both `expectations` and
 * `assertions` counts once; `expected_output` counts where there is nothing else. `evals` is the folder of the suite.
 */
export async function readExpectations(
  raw: RawCase,
  { place, evals }: { readonly place: readonly PropertyKey[]; readonly evals: string },
): Promise<ReadExpectations> {
  const stated = statedIn(raw, place);
  const counted = stated.length > 0 ? stated : expectedIn(raw, place);
  const read = await Promise.all(counted.map(async (one) => ({ ...(await readOne(one, evals)), place: one.place })));
  const found = read.flatMap(({ expectation, place: at }) => (expectation === null ? [] : [{ expectation, at }]));
  return {
    expectations: found.map(({ expectation }, index) => ({ number: index + 1, ...expectation })),
    places: found.map(({ at }) => at),
    problems: read.flatMap(({ problems }) => problems),
  };
}

const LISTS = ['expectations', 'assertions', 'deterministic_checks', 'deterministic_assertions', 'scorers'] as const;

function statedIn(raw: RawCase, place: readonly PropertyKey[]): readonly Stated[] {
  const stated = LISTS.flatMap((list) =>
    raw[list].map((value, index) => ({ value, list, place: [...place, list, index] })),
  );
  const isRepeated = ({ list, value }: Stated): boolean =>
    list === 'assertions' && raw.expectations.some((other) => isDeepStrictEqual(other, value));
  return stated.filter((one) => !isRepeated(one));
}

function expectedIn(raw: RawCase, place: readonly PropertyKey[]): readonly Stated[] {
  const names = ['expected_output', 'expected_behavior', 'ground_truth'] as const;
  return names.flatMap((list) => [raw[list] ?? []].flat().map((value) => ({ value, list, place: [...place, list] })));
}

async function readOne({ value, list, place }: Stated, evals: string): Promise<Read> {
  if (typeof value === 'string') return judged(value);
  const schema = list === 'deterministic_assertions' ? commandSchema : expectationSchema;
  const parsed = schema.safeParse(value);
  if (!parsed.success) return { expectation: null, problems: schemaProblems(parsed.error.issues, value, place) };
  const check = checkIn(list, value);
  const text = textIn(value, check);
  if (check === null) return text === null ? refused(place, NO_EXPECTATION) : judged(text);
  if (!isCheck(check.type) && text !== null && isForJudge(list, check.type)) {
    const told = `has the type ${shown(check.type)}, which is no check, so the judge decides it by its text`;
    return { ...judged(text), problems: [warning([...place, 'type'], told)] };
  }
  const wrong = await checkProblem(check, evals);
  if (wrong !== null) return refused(place, wrong);
  return { expectation: { text: text ?? describeCheck(check), check }, problems: [] };
}

const NO_EXPECTATION = `has neither "type" nor any of ${TEXT_KEYS.map((key) => JSON.stringify(key)).join(', ')}`;

/** The check that an item states; null when it has no type, so that it can only be judged. */
function checkIn(list: keyof RawCase, value: Readonly<Record<string, unknown>>): CheckSpec | null {
  const { cmd, type, ...fields } = value;
  if (list === 'deterministic_assertions') return { ...fields, type: 'shell_command', command: cmd };
  if (typeof type !== 'string') return null;
  if (list !== 'scorers' || type !== 'regex') return { ...value, type };
  return { ...fields, type: value.file === undefined ? 'final_message_matches' : 'regex_match' };
}

/** A foreign type is none of our checks misspelt, and stands in a list that is not for checks alone. */
function isForJudge(list: keyof RawCase, type: string): boolean {
  const slip = nearest(
    type,
    CHECKS.map((check) => check.type),
  );
  return slip === null && list !== 'deterministic_checks';
}

function refused(place: readonly PropertyKey[], why: string): Read {
  return { expectation: null, problems: [problem(place, why)] };
}

function judged(text: string): Read {
  return { expectation: { text: text.trim(), check: null }, problems: [] };
}

/** What the item says in words; a field of its check, such as the name of a tool, is none of it. */
function textIn(value: object, check: CheckSpec | null): string | null {
  const fields = CHECKS.find(({ type }) => type === check?.type)?.schema.shape ?? {};
  const texts = TEXT_KEYS.filter((key) => !(key in fields)).map((key): unknown => Reflect.get(value, key));
  return texts.find((text) => typeof text === 'string')?.trim() ?? null;
}

function describeCheck({ type, ...fields }: CheckSpec): string {
  return [type, ...Object.entries(fields).map(([key, value]) => `${key} ${JSON.stringify(value)}`)].join(' ');
}
