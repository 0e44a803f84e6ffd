import type { Finding } from '../core/finding.ts';
import type { Paint, Style } from './paint.ts';
import { harmless } from './text.ts';

const STYLE: Readonly<Record<Finding['status'], Style>> = { ok: 'green', warn: 'yellow', fail: 'red' };

/** A line for each finding with what to do below it, and a last one that counts them. */
export function renderFindings(findings: readonly Finding[], { paint }: { readonly paint: Paint }): string {
  const lines = findings.flatMap(({ area, status, message, fix }) => [
    `${paint(STYLE[status], status.padEnd(4))}  ${area.padEnd(8)} ${harmless(message)}`,
    ...(fix?.split('\n') ?? []).map((line) => `${' '.repeat(15)}${paint('dim', harmless(line))}`),
  ]);
  const count = (status: Finding['status']) => findings.filter((one) => one.status === status).length;
  return [...lines, '', `${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} to mend`].join('\n');
}
