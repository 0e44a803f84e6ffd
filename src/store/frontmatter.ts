import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';

/** Far more than anybody writes by hand; YAML can otherwise be made to grow without bound. */
const MAX_ALIASES = 100;

export interface MarkdownDocument {
  readonly frontmatter: Readonly<Record<string, unknown>>;
  /** What stands below the front matter, as written. */
  readonly body: string;
}

/**
 * Splits a Markdown text with YAML front matter; a byte order mark and CRLF are fine. A UserError `invalid_skill`
 * names `file` and line when there is no front matter, when it is no YAML, or no mapping.
 */
export function parseFrontmatter(text: string, file: string): MarkdownDocument {
  const match = /^\uFEFF?---[ \t]*\r?\n((?:.*\r?\n)*?)---[ \t]*(?:\r?\n|$)/.exec(text);
  if (match?.[1] === undefined) throw invalid(file, 1, firstLineProblem(text));
  const frontmatter = parseYaml(match[1], file);
  const parsed = z.record(z.string(), z.unknown()).safeParse(frontmatter);
  if (!parsed.success) throw invalid(file, 2, 'the front matter is no mapping of names to values');
  return { frontmatter: parsed.data, body: text.slice(match[0].length) };
}

function parseYaml(source: string, file: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw invalid(file, lineCounter.linePos(error.pos[0]).line + 1, `no YAML: ${error.message}`);
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw invalid(file, 2, `no YAML that can be read: ${cause.message}`);
  }
}

function firstLineProblem(text: string): string {
  const begins = /^\uFEFF?---[ \t]*(\r?\n|$)/.test(text);
  return begins
    ? 'the front matter has no end: a line that is only ---'
    : 'there is no front matter: the first line is not ---';
}

function invalid(file: string, line: number, why: string): UserError {
  return new UserError('invalid_skill', `${file}, line ${line}: ${why}.`, {
    hint: 'A skill begins with "---", "name: …", "description: …" and "---", each on its own line; put a value with a colon in quotes.',
  });
}
