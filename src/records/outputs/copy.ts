import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { redactOutputs } from '../../evals/redact-outputs.ts';
import { isPlainFolder } from '../../platform/exists.ts';
import { copyTree } from '../../platform/tree.ts';
import type { Bundle } from './bundle.ts';

/** Copies a folder of the workspace into the bundle, writable and without secrets; whether there was one. */
export async function copyInto(
  { at, redact }: Bundle,
  { from, to, exclude }: { readonly from: string; readonly to: string; readonly exclude: (path: string) => boolean },
): Promise<boolean> {
  if (!(await isPlainFolder(from))) return false;
  await mkdir(dirname(at(to)), { recursive: true });
  await copyTree(from, at(to), { exclude, mode: writable });
  await redactOutputs(at(to), redact);
  return true;
}

function writable({ type, mode }: { readonly type: string; readonly mode: number }): number {
  return mode | (type === 'folder' ? 0o700 : 0o200);
}
