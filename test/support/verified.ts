import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { exists } from '../../src/platform/exists.ts';
import { workspaceAt } from '../../src/store/layout.ts';

/** Throws with what differs when a workspace of ours in a folder, or the folder itself, does not come out as it is stored. */
export async function checkVerified(folder: string): Promise<void> {
  for (const root of [folder, ...(await foldersIn(folder))]) {
    const workspace = workspaceAt(root);
    if (!(await exists(workspace.run))) continue;
    const { differences } = await verifyRun(workspace);
    if (differences.length > 0) throw new Error(`${root} does not verify: ${JSON.stringify(differences, null, 2)}`);
  }
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  if (!(await exists(folder))) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}
