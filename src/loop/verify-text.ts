import { relative } from 'node:path';
import { readText } from '../store/records.ts';
import type { Findings } from '../store/verify-findings.ts';

/** Checks a derived file, byte for byte, against the texts that it may hold. */
export async function verifyText(
  { root, findings }: { readonly root: string; readonly findings: Findings },
  path: string,
  allowed: readonly string[],
): Promise<void> {
  const stored = await findings.attempt(path, async () => ({ text: await readText(path) }));
  if (stored === null || (stored.text !== null && allowed.includes(stored.text))) return;
  findings.add([{ kind: stored.text === null ? 'missing' : 'changed', path: relative(root, path) }]);
}
