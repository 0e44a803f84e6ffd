import { type JSONPath, type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser';
import { UserError } from '../core/errors.ts';

/** Nobody writes deeper by hand, and programs that walk JSON would run out of stack. */
const MAX_DEPTH = 100;

/**
 * Parses strict JSON; a byte order mark is fine. A UserError `invalid_evals` gives line, column and reason of what is
 * no JSON, and of a key that stands twice in an object, of which other programs would take either.
 */
export function parseJsonText(source: string, file: string): unknown {
  const text = source.replace(/^\uFEFF/, '');
  const value = parseStrictly(text, file);
  if (isDeep(value)) throw broken(file, `: is nested deeper than ${MAX_DEPTH} levels.`);
  const twice = repeatedKey(text);
  if (twice === null) return value;
  throw broken(file, `${placeOf(text, twice.offset)}: ${pointer(twice.path)} is there twice.`);
}

/** The JSON object in the text of an agent that has no structured answers; null when there is none. */
export function jsonObjectIn(text: string): unknown {
  const from = text.indexOf('{');
  const to = text.lastIndexOf('}');
  if (from < 0 || to < from) return null;
  try {
    return JSON.parse(text.slice(from, to + 1));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** JSON pointer (RFC 6901) of a path. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function parseStrictly(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { place, reason } = whereBroken(text) ?? { place: '', reason: error.message };
    throw broken(file, `${place}: is no JSON (${reason}).`);
  }
}

/** The first place where the text is no JSON; null where it cannot be told. */
function whereBroken(text: string): { place: string; reason: string } | null {
  const first = firstError(text);
  if (first === null) return null;
  const words = printParseErrorCode(first.error).replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`);
  return { place: placeOf(text, first.offset), reason: words.toLowerCase() };
}

function firstError(text: string): ParseError | null {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
    return errors[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function isDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}

function repeatedKey(text: string): { path: JSONPath; offset: number } | null {
  const keys: Set<string>[] = [];
  let found: { path: JSONPath; offset: number } | null = null;
  visit(text, {
    onObjectBegin: () => {
      keys.push(new Set());
    },
    onObjectEnd: () => keys.pop(),
    onObjectProperty(key, ...[offset, , , , pathOf]) {
      if (keys.at(-1)?.has(key)) found ??= { path: [...pathOf(), key], offset };
      keys.at(-1)?.add(key);
    },
  });
  return found;
}

/** ":2:13", line and column from 1. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function broken(file: string, what: string): UserError {
  return new UserError('invalid_evals', `${file}${what}`, {
    hint: 'Mend the file at that place and run the command again; nothing was run.',
  });
}
