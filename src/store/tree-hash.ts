import { hashSync } from 'hasha';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { identityOf } from '../platform/tree-diff.ts';
import { byBytes } from '../platform/tree-walk.ts';

/** sha256 over the identities of the entries, whatever their order; `evals/` is no part of a version's identity. */
export function treeHash(entries: readonly TreeEntry[], { withEvals }: { readonly withEvals: boolean }): string {
  const counted = withEvals ? entries : withoutEvals(entries);
  const sorted = [...counted].sort((a, b) => byBytes(a.path, b.path));
  return sha256(sorted.map((entry) => `${identityOf(entry)}\n`).join(''));
}

/** The same over what lies in `evals/` only. */
export function evalsFingerprint(entries: readonly TreeEntry[]): string {
  return treeHash(
    entries.filter(({ path }) => isEvals(path)),
    { withEvals: true },
  );
}

export function withoutEvals(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return entries.filter(({ path }) => !isEvals(path));
}

/** Whether a path of a skill is its `evals/` or lies in it. */
export function isEvals(path: string): boolean {
  return path === 'evals' || path.startsWith('evals/');
}

/** sha256 of a value as JSON with its keys sorted, hex. */
export function canonicalHash(value: unknown): string {
  return sha256(JSON.stringify(value, (_, part: unknown) => (isRecord(part) ? sortedByKey(part) : part)));
}

/** sha256 of a text as UTF-8, hex. */
export function sha256(text: string): string {
  return hashSync(text, { algorithm: 'sha256' });
}

function sortedByKey(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => byBytes(a, b)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
