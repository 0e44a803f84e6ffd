/**
 * The first `limit` characters of a text, as a string of its own: a slice would keep all of it in memory. Half a
 * character at the cut becomes U+FFFD.
 */
export function cut(text: string, limit: number): string {
  return text.length <= limit ? text : Buffer.from(text.slice(0, limit)).toString();
}
