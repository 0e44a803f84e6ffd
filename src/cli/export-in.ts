import { resolve } from 'node:path';
import type { Exporter, ExportSummary } from '../records/port.ts';
import { harmless } from '../report/text.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { redactFor } from './compose.ts';
import type { Shell } from './shell.ts';

export interface ExportFlags {
  readonly to: string;
  readonly workspace?: string;
  readonly json?: boolean;
  /** The exporter's own. */
  readonly [flag: string]: unknown;
}

export interface Exporting {
  readonly exporter: Exporter;
  readonly folder: string | undefined;
  readonly flags: ExportFlags;
}

/** Writes a workspace in an exporter's form and says what was written, what was left out, and why. */
export async function exportIn(shell: Shell, { exporter, folder, flags }: Exporting): Promise<void> {
  const { workspace: named, json, to: target, ...options } = flags;
  const workspace = await findWorkspace(shell.cwd, named ?? folder);
  const to = resolve(shell.cwd, target);
  const summary = await exporter.export(workspace, { to, redact: redactFor(shell), options });
  for (const warning of new Set(summary.warnings)) shell.report(`warning: ${harmless(warning)}`);
  if (json) return shell.print(JSON.stringify({ exporter: exporter.name, to, ...summary }));
  for (const line of summaryLines(summary, target)) shell.print(line);
}

/** What an export came to, for a person. */
export function summaryLines({ written, skipped }: ExportSummary, to: string): readonly string[] {
  const counts = (some: Readonly<Record<string, number>>) =>
    Object.entries(some)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${what.replaceAll('_', ' ')} ${count}`)
      .join(', ');
  const left = counts(skipped);
  return [`Written to ${to}: ${counts(written) || 'nothing'}.`, ...(left === '' ? [] : [`Left out: ${left}.`])];
}
