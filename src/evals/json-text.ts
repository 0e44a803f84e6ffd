import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { UserError } from '../core/errors.ts';

/** Parses strict JSON. What is none is a UserError `invalid_evals` with line, column and the reason. */
export function parseJsonText(text: string, file: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, {
    disallowComments: true,
    allowTrailingComma: false,
  });
  const first = errors[0];
  if (first === undefined) return value;
  const before = text.slice(0, first.offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const reason = printParseErrorCode(first.error).replaceAll(
    /(?<=[a-z])[A-Z]/g,
    (letter) => ` ${letter.toLowerCase()}`,
  );
  throw new UserError('invalid_evals', `${file}:${before.length}:${column}: is no JSON (${reason.toLowerCase()}).`, {
    hint: 'Mend the file at that line and run the command again; nothing was run.',
  });
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
