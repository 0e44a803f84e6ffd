import type { Verification } from '../core/difference.ts';
import { verifyRun } from '../loop/verify-run.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { isForeign } from '../store/foreign.ts';
import { verifyForeign } from '../store/foreign-verify.ts';
import type { Shell } from './shell.ts';

/** Recomputes the workspace that is meant: all of it, or of another tool's what can be. */
export async function verifyIn(shell: Shell, named: string | undefined): Promise<Verification> {
  const workspace = await findWorkspace(shell.cwd, named);
  return (await isForeign(workspace)) ? verifyForeign(workspace) : verifyRun(workspace);
}
