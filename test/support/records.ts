import { createRedact, type Redact } from '../../src/agents/redact.ts';
import type { ExportRequest } from '../../src/records/port.ts';

/** A request as the command line makes it, with nothing asked for. */
export function exportTo(to: string, more: Partial<ExportRequest> = {}): ExportRequest {
  return { to, redact: redactNothing, options: {}, ...more };
}

export const redactNothing: Redact = createRedact([]);

/** The last line of a text that ends with a line end. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
