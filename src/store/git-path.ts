const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** A path as git writes it in a patch: in quotes with escapes where it holds a quote, a backslash or a control character. */
export function quoteGitPath(path: string): string {
  const escaped = path.replace(/["\\\p{Cc}]/gu, (character) => SHORT[character] ?? octal(character));
  return escaped === path ? path : `"${escaped}"`;
}

function octal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
