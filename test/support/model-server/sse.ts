/** A server-sent event; most protocols give it no name. */
export function sse(data: unknown, name: string | null = null): string {
  return `${name === null ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;
}
