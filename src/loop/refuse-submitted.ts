import { UserError } from '../core/errors.ts';
import { exists } from '../platform/exists.ts';
import type { Workspace } from '../store/layout.ts';

/** Refuses to go on with a climb once its sealed evals were run: what comes after could be fitted to them. */
export async function refuseSubmitted(workspace: Workspace): Promise<void> {
  if (!(await exists(workspace.claim('submit', 1)))) return;
  throw new UserError('refused', 'This run was submitted, so its sealed evals are no secret any more.', {
    hint: 'Begin anew with --restart (the old workspace is kept), with other sealed evals if you can.',
  });
}
