import { basename, dirname, relative } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Workspace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { isAsSealed } from '../store/seal.ts';
import { standingTexts } from './belief-texts.ts';

/**
 * Refuses to climb on from what somebody edited: a decision that is not what was sealed, or a belief that is not what
 * its decision says. Throws a UserError `invalid_workspace` that names the file. What is missing is derived anew.
 */
export async function checkBeliefs(workspace: Workspace, decisions: readonly Decision[]): Promise<void> {
  for (const { iteration } of decisions) {
    const { dir, decision } = workspace.iteration(iteration);
    if (await isAsSealed(dir, basename(decision))) continue;
    const what = `${shown(workspace, decision)} is not what was sealed.`;
    throw edited(what, 'Restore it from a backup, or begin anew with --restart.');
  }
  for (const [path, text] of standingTexts(workspace, decisions)) {
    const stored = await readText(path);
    if (stored === null || stored === text) continue;
    const what = `${shown(workspace, path)} is not what the decision on its version says.`;
    throw edited(what, 'Remove it: it is derived anew.');
  }
}

function shown({ root }: Workspace, path: string): string {
  return relative(dirname(root), path);
}

function edited(what: string, remedy: string): UserError {
  const hint = `Somebody edited it, and nothing is decided from that. ${remedy}`;
  return new UserError('invalid_workspace', what, { hint });
}
