import { type JSONPath, type ParseError, parse, printParseErrorCode, visit } from 'jsonc-parser';
import { UserError } from '../core/errors.ts';
import { DEEPEST_JSON, isTooDeep } from '../core/json-depth.ts';

/**
 * Parses strict JSON; a byte order mark is fine. A UserError `invalid_evals` gives line, column and reason of what is
 * no JSON, and of a key that stands twice in an object, of which other programs would take either.
 */
export function parseJsonText(source: string, file: string): unknown {
  const text = source.replace(/^\uFEFF/, '');
  const value = parseStrictly(text, file);
  if (isTooDeep(value)) throw broken(file, `: is nested deeper than ${DEEPEST_JSON} levels.`);
  const twice = repeatedKey(text);
  if (twice === null) return value;
  throw broken(file, `${placeOf(text, twice.offset)}: ${pointer(twice.path)} is there twice.`);
}

/** The last JSON object that fits in the text of an agent which has no structured answers; null when there is none. */
export function jsonObjectIn(text: string, fits: (value: unknown) => boolean): unknown {
  return objectsIn(text).findLast(fits) ?? null;
}

/** Characters that are looked at in search of objects; what is made of nothing but open braces would take for ever. */
const SEARCH_LIMIT = 32 * 1024 * 1024;

/** The objects that are complete, in their order, without those inside others; prose and code around them do not matter. */
function objectsIn(text: string): readonly unknown[] {
  const found: unknown[] = [];
  let searched = 0;
  for (let from = text.indexOf('{'); from >= 0 && searched < SEARCH_LIMIT; ) {
    const end = endOfObject(text, from);
    const value = end === null ? undefined : parsed(text.slice(from, end));
    if (value !== undefined) found.push(value);
    searched += (end ?? text.length) - from;
    from = text.indexOf('{', value === undefined || end === null ? from + 1 : end);
  }
  return found;
}

/** Where the braces that begin at `from` are closed again, those in strings left out; null when they never are. */
function endOfObject(text: string, from: number): number | null {
  const tokens = /"(?:[^"\\\n]|\\.)*"|[{}]/g;
  tokens.lastIndex = from;
  let depth = 0;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === '{') depth += 1;
    if (token[0] === '}') depth -= 1;
    if (depth === 0) return tokens.lastIndex;
  }
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
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
