import { UserError } from '../core/errors.ts';
import { errnoOf } from '../platform/errno.ts';

/** What `load` imports of a package. Throws a UserError `agent_unavailable` when the package, an optional one, is not installed. */
export async function loadOptional<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if (errnoOf(error) !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError('agent_unavailable', `The package ${name} is not installed.`, {
      hint: `It is an optional part of skillratchet that the installation left out; install it with: npm install -g skillratchet --include=optional`,
      cause: error,
    });
  }
}
