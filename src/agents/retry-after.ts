/**
 * Milliseconds after which a service wants to be asked again, from the headers of its answer (lower-case names) or, as
 * Google says it, from its body; null where it does not say. `now`: milliseconds since 1970.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  { body = '', now }: { readonly body?: string; readonly now: number },
): number | null {
  const ms = Number.parseFloat(headers['retry-after-ms'] ?? '');
  if (ms >= 0) return ms;
  const header = headers['retry-after'] ?? '';
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const seconds = /"retryDelay":\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1000;
}
