import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { pointer } from './json-text.ts';

export const SUITE_FILE = 'evals/evals.json';

type Path = readonly PropertyKey[];

/** What makes a suite unusable. */
export function problem(path: Path, message: string): Diagnostic {
  return { severity: 'error', rule: 'evals', message, file: SUITE_FILE, place: pointer(path) };
}

/** What a suite is run in spite of. */
export function warning(path: Path, message: string): Diagnostic {
  return { ...problem(path, message), severity: 'warning' };
}

/** The issues of a value that is not as its schema says, each with the value at its place. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[], value: unknown, at: Path): readonly Diagnostic[] {
  return issues.map(({ path, message }) => {
    const found = valueAt(value, path);
    return problem([...at, ...path], found === undefined ? message : `${message}; it is ${shown(found)}`);
  });
}

/** Keys of an object that nothing reads; what begins with "_" or "$" is a remark. */
export function unknownKeys(value: object, known: readonly string[]): readonly string[] {
  return Object.keys(value).filter((key) => !known.includes(key) && !/^[_$]/.test(key));
}

/** ' Did you mean "prompt"?', or nothing when no name is near. */
export function suggestion(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return near === null ? '' : ` Did you mean ${JSON.stringify(near)}?`;
}

/** The name of which the word is a slip of the pen: a third of it and at most three letters; null when there is none. */
export function nearest(word: string, names: readonly string[]): string | null {
  const lower = word.toLowerCase().slice(0, 100);
  const near = closest(lower, names);
  return distance(lower, near) <= Math.min(3, Math.ceil(near.length / 3)) ? near : null;
}

/** A value as JSON, cut to a readable length. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined),
    value,
  );
}
