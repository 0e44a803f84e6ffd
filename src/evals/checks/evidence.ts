const LIMIT = 500;
const VALUE_LIMIT = 120;

/** Evidence as one line that is never empty: what would break the line or steer a terminal becomes a blank. */
export function evidenceLine(text: string): string {
  const line = cut(text.slice(0, 4 * LIMIT), LIMIT * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line === '' ? 'nothing to say' : cut(line, LIMIT);
}

/** A value of an output as evidence shows it: JSON, cut to a limit. */
export function shown(value: unknown): string {
  return cut(JSON.stringify(value) ?? 'nothing', VALUE_LIMIT);
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
